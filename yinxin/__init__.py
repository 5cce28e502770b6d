"""印信 Yinxin."""
