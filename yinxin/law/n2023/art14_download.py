"""N14 — the electronic certificate is downloaded from the national verification system.

依据：人社厅发〔2023〕16号 第十四条.
"""
# Reading: download is the holder's. Whoever checks a certificate gets an answer (N22), never the file.

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.refusal import NotApplicable, NotPermitted, WrongState
from yinxin.kernel.words import Words
from yinxin.law.article import national

DOWNLOAD = Clause("N14")

ARTICLE = national(
    "第十四条",
    title=Words("电子证书下载"),
    points={"N14": Words("电子证书由人事考试中心通过全国查询验证系统提供下载。")},
)


@enacts(DOWNLOAD)
def check_may_download(*, is_holder: bool, made: bool, released: bool, revoked: bool) -> None:
    """Give the file of an electronic certificate to its holder, while it stands.

    :raises NotPermitted: the person is not the holder.
    :raises NotApplicable: there is no electronic certificate.
    :raises WrongState: it is not released yet, or was revoked.
    """
    if not is_holder:
        raise NotPermitted(
            Words("电子证书只供持证人本人下载。"),
            do=Words("查验证书请使用查询验证服务，或请持证人提供。"),
            clause=DOWNLOAD,
        )
    if not made:
        raise NotApplicable(Words("这本证书没有电子证书。"), do=Words("请使用纸质证书。"), clause=DOWNLOAD)
    if revoked:
        raise WrongState(
            Words("该电子证书已撤销，不能下载。"),
            do=Words("如有新证书请下载新证书；有疑问请联系证书发放机构。"),
            clause=DOWNLOAD,
        )
    if not released:
        raise WrongState(Words("电子证书正在制作。"), do=Words("请在查询验证开通后下载。"), clause=DOWNLOAD)
