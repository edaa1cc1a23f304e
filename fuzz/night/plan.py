"""Which target gets the next slice, of which length and in which manner: time goes where something is still found."""
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mode:
    name: str
    max_len: int
    values: bool = False  # comparisons of values guide it too
    leaks: bool = False  # slower


MODES = (
    Mode("leaks", 2000, leaks=True),
    Mode("plain", 2000),
    Mode("values", 2000, values=True),
    Mode("short", 200),
    Mode("long", 16000),
    Mode("short values", 200, values=True),
)

FLOOR = 0.3  # of the time is shared out equally, whatever is found
MEMORY = 0.6  # how much of the past rate stays when a slice tells a new one
FADING = 0.9  # of the time a target had, so that an old debt does not decide
EDGE_WORTH = 10  # in features
SLICE_S = (2, 120)
FIRST_SLICE_S = (1, 20)
LONGEST_REST_S = 900
STARTS_THAT_MAY_FAIL = 3


@dataclass
class Share:
    target: object
    rate: float = 0.0  # what a second of its time brought lately
    served_s: float = 0.0
    slices: int = 0
    running: int = 0
    best_edges: int = 0
    best_features: int = 0
    rests: int = 0
    rests_until: float = 0.0
    failed_starts: int = 0
    leaks_are_told: bool = False  # it leaks at once: nothing else would be found in that mode
    is_held: bool = False  # its corpus is being merged
    modes: tuple = field(default=MODES)

    @property
    def is_given_up(self):
        return self.failed_starts >= STARTS_THAT_MAY_FAIL


def clamp(value, bounds):
    return max(bounds[0], min(value, bounds[1]))


def modes_of(target):
    """The classes of length below the target's own bound, each once."""
    ceiling = target.number("max_len", MODES[-2].max_len)
    capped = [Mode(m.name, min(m.max_len, ceiling), m.values, m.leaks) for m in MODES]
    with_leaks = target.number("detect_leaks", 1) != 0
    unique = {(m.max_len, m.values, m.leaks): m for m in reversed(capped) if with_leaks or not m.leaks}
    return tuple(reversed(unique.values()))


class Plan:
    def __init__(self, targets, jobs, total_s):
        self.shares = [Share(target, modes=modes_of(target)) for target in targets]
        each_s = total_s * jobs / len(targets)
        self.first_s = clamp(each_s / 8, FIRST_SLICE_S)
        self.slice_s = clamp(each_s / 20, SLICE_S)

    def weights(self):
        rates = sum(share.rate for share in self.shares)
        equal = 1 / len(self.shares)
        return [FLOOR * equal + (1 - FLOOR) * (share.rate / rates if rates else equal) for share in self.shares]

    def next(self, now):
        """The share that is furthest behind what it is due, None when nothing can run. Those that rest come last."""
        candidates = [
            (share.slices + share.running > 0, now < share.rests_until, share.served_s / weight, index)
            for index, (share, weight) in enumerate(zip(self.shares, self.weights()))
            if not share.is_given_up and not share.is_held
        ]
        return self.shares[min(candidates)[3]] if candidates else None

    def begin(self, share):
        """(mode, seconds) of its next slice."""
        modes = [m for m in share.modes if not (m.leaks and share.leaks_are_told)]
        mode = modes[(share.slices + share.running) % len(modes)]
        is_first = share.slices + share.running == 0
        share.running += 1
        seconds = self.first_s if is_first else self.slice_s
        for other in self.shares:
            other.served_s *= FADING
        share.served_s += seconds
        return mode, seconds

    def note(self, share, mode, progress):
        """(new edges, what they and the new features are worth) since the best there was, at first the corpus alone.

        Features are counted where they are comparable: slices with values have features of their own."""
        best_edges = share.best_edges or progress.first_edges
        new_edges = max(0, progress.edges - best_edges)
        share.best_edges = best_edges + new_edges
        if mode.values:
            return new_edges, EDGE_WORTH * new_edges
        best_features = share.best_features or progress.first_features
        new_features = max(0, progress.features - best_features)
        share.best_features = best_features + new_features
        return new_edges, EDGE_WORTH * new_edges + new_features

    def end(self, share, seconds, gain):
        share.running -= 1
        share.slices += 1
        share.rate = MEMORY * share.rate + (1 - MEMORY) * gain / max(seconds, 1)

    def rest(self, share, now):
        """It crashes so soon that little fuzzing gets done: others first, for twice as long each time."""
        share.rests_until = now + min(self.slice_s * 2**share.rests, LONGEST_REST_S)
        share.rests += 1

    def hold(self, share):
        share.is_held = True

    def release(self, share):
        share.is_held = False
