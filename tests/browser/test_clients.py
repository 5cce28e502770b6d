"""The JavaScript client in a real browser, against the sandbox and the site itself."""

from __future__ import annotations

from yinxin.api.v1 import sharing_examples
from yinxin.signing.pages import digest_of

ASK = """async () => {
  const { Yinxin, Problem, digestOf } = await import("/developers/clients/yinxin.mjs");
  const waited = [];
  const sandbox = new Yinxin(location.origin, { sandbox: true, sleep: async (seconds) => waited.push(seconds) });
  const said = {};
  said.valid = (await sandbox.verify("SANDBOX-VALID", "欧阳佳", "1", { region: "340100" })).counts_in.counts;
  said.revoked = (await sandbox.verify("SANDBOX-REVOKED", "欧阳佳", "1")).verdict;
  said.file = (await sandbox.verifyFile(new TextEncoder().encode("YINXIN-SANDBOX expired"))).still_valid.verdict;
  said.key = (await sandbox.key()).scopes.length > 0;
  for await (const duty of sandbox.duties()) said.duty = duty.clause;
  said.purpose = (await sandbox.agreement()).purpose;
  said.found = (await sandbox.lookUp("LH-2026-000123", { licence: "1.2.156.3005.2.X" })).status;
  for await (const answer of sandbox.changes()) said.digest = await digestOf(answer.page);
  try {
    for await (const answer of sandbox.changes("", { upto: 7 })) said.strange = answer;
  } catch (problem) {
    said.missing = problem.name;
  }
  said.ordered = (await sandbox.orderSnapshot()).ready;
  said.parts = (await sandbox.snapshot(1)).manifest.page.parts.length;
  said.part = (await sandbox.snapshotPart(1, 1)).byteLength > 0;
  try {
    await sandbox.verify("SANDBOX-TOO-MANY", "欧阳佳", "1");
  } catch (problem) {
    said.problem = [problem instanceof Problem, problem.status, problem.code, ...waited];
  }
  said.real = (await new Yinxin(location.origin).verify("X1", "欧阳佳", "1")).verdict;
  return said;
}"""


def test_the_javascript_client_meets_the_sandbox_and_the_site(opened):
    page = opened()
    page.goto("/developers")
    assert page.evaluate(ASK) == {
        "valid": "yes",
        "revoked": "revoked",
        "file": "expired",
        "key": True,
        "duty": "N10",
        "purpose": sharing_examples.AGREEMENT["purpose"],
        "found": "01",
        "digest": digest_of(sharing_examples.PAGE["page"]),
        "missing": "RangeError",
        "ordered": False,
        "parts": 1,
        "part": True,
        "problem": [True, 429, "too_many_requests", 7, 7, 7],
        "real": "not_found",
    }
