"""What can be wrong with an uploaded certificate file, in words."""

from __future__ import annotations

from typing import Final

from yinxin.kernel.words import Words

TOO_LARGE: Final = Words("文件过大，不是电子证书")
NOT_PDF: Final = Words("不是PDF文件")
FOREIGN_SHAPE: Final = Words("文件已加密，或结构与电子证书不同")
UNREADABLE: Final = Words("文件已损坏，或结构与电子证书不同")
UNSIGNED: Final = Words("文件没有电子签章")
SEVERAL: Final = Words("文件的签章不止一个")
ALTERED: Final = Words("签章之后文件内容被改动")
ADDED: Final = Words("签章之外另有内容")
UNTRUSTED: Final = Words("签章人的证书不是本系统信任的证书")
NOT_OFD: Final = Words("不是OFD文件")
DAMAGED: Final = UNREADABLE
STAMP: Final = Words("时间戳无效或不可信")
COMPROMISED: Final = Words("签章密钥已失密，没有证据证明此文件在失密之前签章")
RESEALED: Final = Words("此文件已用新密钥重新签章，请下载新文件")
AWAITS: Final = Words("签章密钥已失密，此文件正在用新密钥重新签章，请稍后下载新文件")
