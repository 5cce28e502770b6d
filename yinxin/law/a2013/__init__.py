"""The Anhui notice 皖人社秘〔2013〕176号, one file a numbered paragraph."""

from typing import Final

from yinxin.law.a2013 import (
    annexes,
    s1_1_kinds,
    s1_2_province,
    s1_3_bar,
    s2_1_1_dispatch,
    s2_1_2_audit,
    s2_1_3_seal_check,
    s2_1_4_spot_check,
    s2_1_5_register,
    s2_2_1_senior,
    s2_2_2_local,
    s2_2_3_register,
    s3_1_evidence,
    s3_2_october,
    s3_3_november,
    s4_discipline,
)

MODULES: Final = (
    s1_1_kinds,
    s1_2_province,
    s1_3_bar,
    s2_1_1_dispatch,
    s2_1_2_audit,
    s2_1_3_seal_check,
    s2_1_4_spot_check,
    s2_1_5_register,
    s2_2_1_senior,
    s2_2_2_local,
    s2_2_3_register,
    s3_1_evidence,
    s3_2_october,
    s3_3_november,
    s4_discipline,
    annexes,
)
"""The paragraphs in the order of the text."""
