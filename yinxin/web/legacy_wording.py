"""What pages call the acts of collecting older certificates (N19, N21.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from yinxin.kernel.words import Words

COLLECTING: Final[Mapping[str, Words]] = {
    "legacy_batch.brought": Words("报送存量数据"),
    "legacy_batch.read": Words("读出各行"),
    "legacy_batch.failed": Words("无法读取"),
    "legacy_batch.cleaned": Words("清洗完成"),
    "legacy_batch.examined": Words("检查完成"),
    "legacy_batch.withdrawn": Words("撤回存量数据"),
    "legacy_record.blocked": Words("缺关键信息"),
    "legacy_record.look": Words("待人工看"),
    "legacy_record.ready": Words("可以移交"),
    "legacy_record.handed": Words("移交中心"),
    "legacy_record.opened": Words("开通查验"),
    "legacy_record.merged": Words("并入另一条"),
    "legacy_record.dropped": Words("随批次撤回"),
    "legacy_mend.entered": Words("补正或确认一项"),
    "legacy_pair.proposed": Words("提出可能重复"),
    "legacy_pair.same": Words("认定为同一证书"),
    "legacy_pair.different": Words("认定不是同一证书"),
    "legacy_pair.later": Words("以后再定"),
    "legacy_pair.taken_back": Words("撤销认定"),
    "legacy_hand_over.handed": Words("移交存量数据"),
    "legacy_hand_over.received": Words("接收存量数据"),
    "legacy_hand_over.opened": Words("核对并开通存量证书"),
    "legacy_hand_over.returned": Words("退回存量数据"),
    "legacy_bundle.brought": Words("上传扫描件"),
    "legacy_bundle.handed_in": Words("扫描件成为批次"),
    "legacy_bundle.dropped": Words("放弃扫描件"),
    "legacy_scan.brought": Words("收到一份扫描件"),
    "legacy_scan.read": Words("识别扫描件"),
    "legacy_scan.checked": Words("对照图像核对扫描件"),
    "legacy_scan.opened_again": Words("重新核对扫描件"),
    "legacy_scan.left_out": Words("不采用扫描件"),
    "legacy_run.ordered": Words("安排制作存量证书的电子证书"),
    "legacy_run.released": Words("发布存量证书的电子证书"),
}
"""By the ledger's kind of line."""

COLLECTED: Final[Mapping[str, Words]] = {
    "legacy_batch": Words("存量数据批次"),
    "legacy_record": Words("存量记录"),
    "legacy_mend": Words("存量记录的补正"),
    "legacy_pair": Words("可能重复的两条记录"),
    "legacy_hand_over": Words("存量数据移交"),
    "legacy_bundle": Words("存量证书扫描件"),
    "legacy_scan": Words("一份扫描件"),
    "legacy_run": Words("存量证书的电子证书"),
}
"""By the ledger's kind of subject."""
