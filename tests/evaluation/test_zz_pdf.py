from pathlib import Path
from documents import services as documents
from lpse.demo import evaluation as world
def test_pdf(sheet):
    world.assess_all(sheet.cast, sheet.tender, failing={"lintang":"Jaminan purnajual tidak dilampirkan."})
    m=world.lock(sheet.cast, sheet.tender)
    Path("/tmp/shots_eval/ba.pdf").write_bytes(documents.read(m.object))
    world.announce_result(sheet.cast, sheet.tender)
    a=world.issue_award(sheet.cast, sheet.tender)
    Path("/tmp/shots_eval/sppbj.pdf").write_bytes(documents.read(a.letter))
