"""The JavaScript client in a real browser, against the sandbox and the site itself."""

from __future__ import annotations

ASK = """async () => {
  const { Yinxin, Problem } = await import("/developers/clients/yinxin.mjs");
  const waited = [];
  const sandbox = new Yinxin(location.origin, { sandbox: true, sleep: async (seconds) => waited.push(seconds) });
  const said = {};
  said.valid = (await sandbox.verify("SANDBOX-VALID", "欧阳佳", "1", { region: "340100" })).counts_in.counts;
  said.revoked = (await sandbox.verify("SANDBOX-REVOKED", "欧阳佳", "1")).verdict;
  said.file = (await sandbox.verifyFile(new TextEncoder().encode("YINXIN-SANDBOX expired"))).still_valid.verdict;
  said.key = (await sandbox.key()).scopes.length > 0;
  for await (const duty of sandbox.duties()) said.duty = duty.clause;
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
        "problem": [True, 429, "too_many_requests", 7, 7, 7],
        "real": "not_found",
    }
