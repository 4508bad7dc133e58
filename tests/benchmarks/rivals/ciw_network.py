"""The benchmark's scenario in Ciw: one node with as many servers and no room to wait.

Its nearest expression: nobody is offered or reserves anything, a customer is served or turned away.
"""

import ciw
from loss_system import LossSystem, Told, measure


def replicate(system: LossSystem, seed: int) -> Told:
    """One replication."""
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(system.requests_per_hour)],
        service_distributions=[ciw.dists.Exponential(1 / system.mean_hours)],
        number_of_servers=[system.servers],
        queue_capacities=[0],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(system.horizon_hours)
    records = simulation.get_all_records(include_incomplete=True)
    lost = sum(record.record_type == "rejection" for record in records)
    return Told(len(records), lost)


if __name__ == "__main__":
    measure(replicate)
