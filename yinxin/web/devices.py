"""What a browser says of itself, in words."""

from __future__ import annotations

from typing import Final

from yinxin.kernel.words import Words

_BROWSERS: Final = (
    ("MicroMessenger", Words("微信")),
    ("Edg", Words("Edge浏览器")),
    ("Firefox", Words("Firefox浏览器")),
    ("Chrome", Words("Chrome浏览器")),
    ("Safari", Words("Safari浏览器")),
)
_SYSTEMS: Final = (
    ("HarmonyOS", Words("鸿蒙设备")),
    ("Android", Words("安卓设备")),
    ("iPhone", Words("苹果手机")),
    ("iPad", Words("苹果平板")),
    ("Windows", Words("Windows电脑")),
    ("Mac OS", Words("苹果电脑")),
    ("Linux", Words("Linux电脑")),
)


def device(agent: str) -> Words:
    """Return what a browser says of itself in words: the system and the browser, no more."""
    browser = next((words for mark, words in _BROWSERS if mark in agent), Words("其他程序"))
    system = next((words for mark, words in _SYSTEMS if mark in agent), None)
    return Words("{system}，{browser}", system=system, browser=browser) if system else browser
