"""Law 8: what a caller was told is published survives `kill -9`."""

from __future__ import annotations

from stoppress.actions.inspection import inspect
from stoppress.domain.identifiers import Seq
from tests.contract.conftest import Open
from tests.contract.invented import FERRIES
from tests.contract.places import Place
from tests.contract.processes import publisher


async def test_kill_9_in_a_publish_loop_loses_nothing_that_was_acknowledged(place: Place, open_at: Open) -> None:
    """Five times over, each after some more; what had not been acknowledged is there whole or not at all."""
    acknowledged = 0
    for count in (1, 3, 7, 12, 20):
        async with publisher(place) as running:
            await running.go_on(count)
            await running.kill()
            assert running.acknowledged == list(range(acknowledged + 1, running.acknowledged[-1] + 1))
            acknowledged = running.acknowledged[-1]
        journal = await open_at(place)
        head = await journal.head(FERRIES)
        assert head >= acknowledged
        assert await inspect(journal, FERRIES, head) == []
        # The next publisher goes on from here.
        acknowledged = head
        await journal.close()


async def test_a_log_with_a_hole_does_not_pass_inspection(place: Place, open_at: Open) -> None:
    """The inspection can fail."""
    async with publisher(place, 3) as running:
        await running.finish()
    journal = await open_at(place)
    faults = await inspect(journal, FERRIES, Seq(4))
    assert len(faults) == 1
    assert "without gaps" in faults[0]
