"""The sweep over what people do: a meeting, a sign-off, a release, a take-on, and the papers that others read, each killed
at each durable call and done again.

Called by `scripts/sweep --grants`. Each phase begins from a kept home. The uninterrupted run says what must come of it; a
killed run is followed by the same command again, and must come to the same: the same facts, `verify` clean, no ballot and
no key more or less, every paper whole with the same bytes, and nothing half-written beside it. A conversation is held through a terminal, by what stands on the screen, so that it is taken up from
wherever the kill left it.
"""
import hashlib
import json
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

DURABLE = ["write", "pwrite64", "ftruncate", "fdatasync", "fsync", "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat"]
TABLES = ["sitting", "sitting_item", "ballot", "ballot_key", "panel_decision", "panel_choice", "panel_voter", "application_move",
          "award_step", "payment_step", "entry", "taken_grant", "applicant", "proposal_decision"]
# Where what others read lies. What is half-written has a name of its own there, and is found as one too many.
PAPERS = ["outbox", "statements", "reports"]
FORM = {"birthDate": "2006-03-31", "safeContact": "a text", "words": "I need a bed.", "asked": "250.00", "least": "250.00"}
GRANTS = """reference,name,birthDate,programme,awardedOn,amount,paid,agreed,safeContact
OLD-1,Past One,2005-05-05,help,2026-09-01,100.00,100.00,yes,
OLD-2,Open Two,2004-04-04,help,2026-10-01,100.00,40.00,yes,a text
"""


class Home:
    """A practice home with a panel of three."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.passcodes, self.card = [], None

    def run(self, *arguments, login="finance", text="", wrapper=()):
        return subprocess.run([*wrapper, self.program, *arguments, "--home", self.folder, "--as", login], input=text,
                              capture_output=True, text=True, timeout=120)

    def done(self, *arguments, login="finance", text=""):
        result = self.run(*arguments, login=login, text=text)
        if result.returncode != 0:
            sys.exit(f"{' '.join(arguments)}: {result.stderr}")
        return result.stdout

    def facts(self):
        report = json.loads(self.run("verify", "--json", login="auditor").stdout)
        with sqlite3.connect(f"file:{self.folder}/nolimits.sqlite?mode=ro", uri=True) as books:
            counts = {table: books.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}
        with sqlite3.connect(f"file:{self.folder}/keys.sqlite?mode=ro", uri=True) as keys:
            counts["kept keys"] = keys.execute("SELECT count(*) FROM key WHERE kind IN ('ballot-item', 'taken-on-file')").fetchone()[0]
        return {"hash": report["ledgerHash"], "faults": [f"{c['name']}: {c['detail']}" for c in report["checks"] if not c["ok"]],
                "counts": counts, "papers": self.papers()}

    def papers(self):
        """What lies there for others, by name and digest."""
        home = pathlib.Path(self.folder)
        files = [path for folder in PAPERS for path in (home / folder).rglob("*") if path.is_file()]
        return {str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    def answers(self, page):
        """What the people at the laptop type to what stands on the screen; None while it is still being written."""
        votes = re.search(r"(\d+) members? had a turn", page)
        rules = [
            (r"Begin the meeting with these\?.*> $", "1"),
            (r"Write these four words .*?: (\w+ \w+ \w+ \w+) If this.*written down\. ?$", ""),
            (r"What is next\?.*> $", "4" if self.stops else "3" if votes and votes[1] == "3" else "1"),
            (r"What is your passcode\?.*> $", self.passcodes[self.voter]),
            (r"for the first time.*Press Enter\. ?$", ""),
            (r"[Mm]ight you know who this is\?.*> $", "1"),
            (r"What do you say\?.*> $", "2"),
            (r"Is this right\?.*> $", "1"),
            (r"Open them now\?.*> $", "1"),
            (r"on the chair's card\?.*> $", self.card),
            (r"Which reason is nearest\?.*> $", "3"),
            (r"What shall we write to them\?.*> $", "Please ask us again in spring."),
            (r"Press Enter to go on\. ?$", ""),
        ]
        for pattern, answer in rules:
            found = re.search(pattern, page)
            if found:
                if "four words" in pattern:
                    self.card = found[1]
                return answer
        return None

    def converse(self, *arguments, login, stops=False, voter=0, wrapper=()):
        """Holds a conversation to its end. Returns how it ended."""
        self.stops, self.voter = stops, voter
        child, terminal = pty.fork()
        if child == 0:
            os.execv("/usr/bin/env", ["env", "TERM=dumb", *wrapper, self.program, *arguments, "--plain", "--home", self.folder, "--as", login])
        page, deadline = "", time.monotonic() + 120
        while time.monotonic() < deadline:
            if select.select([terminal], [], [], 0.02)[0]:
                try:
                    piece = os.read(terminal, 65536)
                except OSError:
                    break
                if not piece:
                    break
                page += piece.decode(errors="replace")
                continue
            answer = self.answers(" ".join(page.split()) + (" " if page.endswith((" ", "\n")) else ""))
            if answer is not None:
                page = ""
                os.write(terminal, answer.encode() + b"\n")
        else:
            os.kill(child, signal.SIGKILL)
            sys.exit(f"{' '.join(arguments)} hangs at: {page[-400:]}")
        os.close(terminal)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def prepare(program, root, folder):
    """A home with three members, an application for the panel, an award to sign and money for it."""
    made = subprocess.run([program, "demo", folder, "--employees", "6", "--months", "1", "--inbox-only", "--seed", "7", "--config",
                           str(root / "config")], capture_output=True, text=True)
    if made.returncode != 0:
        sys.exit(f"demo failed: {made.stderr}")
    home = Home(program, folder)
    balances = f"{folder}.csv"
    with open(balances, "w") as file:
        file.write("fund,balance\nno-limits,5000.00\n")
    words = home.done("takeon", balances, "--account", "FDN", "--stated", "5000.00", "--on", "2026-11-02")
    home.done("approval", "give", re.search(r"Proposed as (A\d+)", words)[1], login="fundmanager")
    for code, more in (("help", ["--way", "panel"]), ("pack", ["--way", "in-advance", "--places", "5"])):
        home.done("programme", "open", code, "--name", "Help", "--fund", "no-limits", "--use", "individuals", "--priority", "stability",
                  "--cap", "700.00", *more, login="fundmanager")
        home.done("round", "open", code, "--budget", "500.00", login="supportadult")
    for number in (1, 2, 3):
        member = str(json.loads(home.done("person", "add", "--json", login="operator", text=f'{{"name": "Member {number}"}}'))["person"])
        for what in (("role", member, "fund-administrator"), ("login", member, f"panel{number}")):
            proposal = re.search(r"Proposed as (A\d+)", home.done("person", *what, login="operator"))[1]
            home.done("approval", "give", proposal, login="operator2")
        for training in ("money-and-fairness", "privacy-and-conflicts"):
            home.done("panel", "train", member, training, "--by", "t", "--on", "2026-11-01", login="supportadult")
        until = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 300 * 86400))
        home.done("panel", "accredit", member, "--until", until, login="fundmanager")
        home.passcodes.append(passcode(home, member))
    for number, code in (("1", "help"), ("2", "pack")):
        form = json.dumps(FORM | {"name": f"Applicant {'One' if number == '1' else 'Two'}"})
        home.done("application", "new", "--round", f"{code}-1", login="supportadult", text=form)
        home.done("application", "screen", number, login="supportadult")
        home.done("application", "attest", number, "--status", "relevant", login="supportadult")
        if code == "help":
            home.done("application", "cover", number, login="supportadult", text='{"words": "I need a bed."}')
            home.done("application", "cover", number, "--agreed", login="supportadult")
        home.done("application", "screen", number, "--pass", login="supportadult")
    return home


def passcode(home, member):
    child, terminal = pty.fork()
    if child == 0:
        os.execv(home.program, [home.program, "person", "passcode", member, "--home", home.folder, "--as", "supportadult"])
    said = ""
    while not re.search(r"then press Enter", " ".join(said.split())):
        said += os.read(terminal, 4096).decode()
    os.write(terminal, b"\n")
    digits = re.search(r"(\d{3}) (\d{3})", said)
    while True:
        try:
            if not os.read(terminal, 4096):
                break
        except OSError:
            break
    os.waitpid(child, 0)
    return digits[1] + digits[2]


def prepare_papers(program, root, folder):
    """A home with closed years, and a month that is to be closed. PDFs are another program's."""
    config = pathlib.Path(f"{folder}-scheme/config")
    for name in ("config", "batches"):
        shutil.copytree(root / name, config.parent / name)
    settings = config / "statement.yaml"
    settings.write_text(re.sub(r"(?m)^pdf:\n  program:.*\n", "", settings.read_text()))
    made = subprocess.run([program, "demo", folder, "--employees", "12", "--months", "18", "--seed", "7", "--config", str(config)],
                          capture_output=True, text=True)
    if made.returncode != 0:
        sys.exit(f"demo failed: {made.stderr}")
    return Home(program, folder)


def command(*arguments, login):
    return lambda home, wrapper=(): home.run(*arguments, login=login, wrapper=wrapper).returncode


def nothing(home):
    """Nothing is done before the next."""


def name_a_giver(home, year):
    """Of a gift of the letters' year that came without a name it is said whose it was: the letters are out of date."""
    gifts = json.loads(home.done("gift", "list", "--json"))
    gift = next(gift["id"] for gift in gifts if gift["giver"] == "anonymous" and f"{year}-04-06" <= gift["date"] < f"{year + 1}-04-06")
    home.done("gift", "giver", gift, "3")


def second_edition(years):
    """Where it was recorded before the kill, it is not recorded again: the command without the word puts the files in place."""
    def do(home, wrapper=()):
        ended = home.run("report", "donor-letters", years, "--new-edition", login="finance", wrapper=wrapper).returncode
        return ended if wrapper or ended == 0 else home.run("report", "donor-letters", years, login="finance").returncode
    return do


def papers_phases():
    """Files that others read, and the close of a month: see `phases`."""
    month = time.strftime("%Y-%m", time.gmtime(time.time() - time.gmtime().tm_mday * 86400))
    year = int(time.strftime("%Y")) - (1 if time.gmtime().tm_mon > 3 else 2)
    years = f"{year}-{(year + 1) % 100:02}"
    yield "a draft of the month is made", command("batch", "run", "month-end", login="finance"), nothing
    yield "the month's files are written", command("statement", "month", month, "--files", login="finance"), nothing
    yield "the month is marked ready", command("month", "ready", month, login="finance"), nothing
    yield "the month is closed", command("month", "close", month, login="fundmanager"), nothing
    yield "the year's report is made", command("report", "year", str(year), login="finance"), nothing
    yield "the year's letters are made", command("report", "donor-letters", years, login="finance"), nothing
    yield ("one letter is made again", command("report", "donor-letters", years, "--letter", "2", login="finance"),
           lambda home: name_a_giver(home, year))
    yield "the letters have a second edition", second_edition(years), nothing
    yield "the auditor's pack is made", command("report", "audit-pack", years, "--lines", "3", login="auditor"), nothing
    yield "the journal is written", command("export", "journal", "--format", "csv", login="finance"), nothing
    yield "the books are written", command("export", "books", login="finance"), nothing
    yield "grants are published", command("export", "threesixty", login="fundmanager"), nothing
    yield "the statements are sent", command("statement", "send", month, login="finance"), nothing


def phases(work):
    """What is swept: a name, how it is done, and what is done uninterrupted before the next."""
    grants = work / "grants.csv"
    grants.write_text(GRANTS)

    def talk(*arguments, login, **more):
        return lambda home, wrapper=(): home.converse(*arguments, login=login, wrapper=wrapper, **more)

    yield "a meeting begins", talk("panel", "meeting", login="supportadult", stops=True), nothing
    for voter in (0, 1, 2):
        yield f"vote {voter + 1}", talk("panel", "vote", login=f"panel{voter + 1}", voter=voter), nothing
    yield "the votes are opened, a reason given", talk("panel", "meeting", login="supportadult"), nothing
    yield ("an award is signed", command("award", "sign-off", "2", login="fundmanager"),
           lambda home: (home.done("award", "accept", "2", login="supportadult"),
                         home.done("payment", "propose", "2", "100.00", "--to", "supplier", login="supportadult",
                                   text='{"details": "Beds Ltd, 20-20-15, 12345678, INV 7"}'),
                         home.done("payment", "approve", "payment/2/1", login="finance")))
    yield "a payment is released", command("payment", "release", "payment/2/1", login="fundmanager"), nothing
    yield "a payment file is made", command("export", "payments", login="finance"), nothing
    yield "a take-on is proposed", command("takeon", str(grants), "--grants", login="supportadult"), nothing
    yield "a take-on is agreed to", command("approval", "give", "A8", login="fundmanager"), nothing


def strace(*more):
    return ("strace", "-f", "-qq", *more)


def count(log):
    threads = {}
    for line in log.read_text(errors="replace").splitlines():
        thread, _, rest = line.partition(" ")
        call = rest.strip().partition("(")[0]
        if call in DURABLE:
            threads.setdefault(call, {}).setdefault(thread, 0)
            threads[call][thread] += 1
    return {call: max(counts.values()) for call, counts in threads.items()}


class Tally:
    """How many points there were, were tried, fired and failed."""

    def __init__(self):
        self.total = self.tried = self.fired = self.failed = 0


def sweep(program, root, work, options):
    tally = Tally()
    home = prepare(program, root, str(work / "home"))
    for phase in phases(work):
        sweep_phase(home, phase, work, options, tally)
    home = prepare_papers(program, root, str(work / "papers"))
    for phase in papers_phases():
        sweep_phase(home, phase, work, options, tally)
    print(f"sweep of grants: {tally.tried} points tried of {tally.total}, {tally.fired} fired, {tally.failed} failed")
    if tally.failed or tally.fired != tally.tried:
        sys.exit(1)


def sweep_phase(home, phase, work, options, tally):
    """Does one phase uninterrupted, then kills it at each point of its own copy of the home and does it again."""
    name, do, after = phase
    if options.phase and options.phase not in name:
        do(home)
        return after(home)
    before, log = work / "before", work / "calls"
    shutil.copytree(home.folder, before, symlinks=True)
    ended = do(home, strace("-e", "trace=" + ",".join(DURABLE), "-o", str(log)))
    if ended not in (0, 3):
        sys.exit(f"{name}: the uninterrupted run ended with {ended}")
    wanted, points = home.facts(), [(call, nth) for call, most in sorted(count(log).items()) for nth in range(1, most + 1)]
    if wanted["faults"]:
        sys.exit(f"{name}: the uninterrupted run is not clean: {wanted['faults']}")
    # In short, one point a phase, and one member's vote is like another's.
    chosen = points[::options.every] if not options.short else [] if name in ("vote 2", "vote 3") else [points[len(points) // 2]]
    for call, nth in chosen:
        victim = Home(home.program, str(work / "victim"))
        victim.passcodes, victim.card = home.passcodes, home.card
        shutil.copytree(before, victim.folder, symlinks=True)
        killed = do(victim, strace("-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={nth}"))
        tally.tried += 1
        if killed in (-signal.SIGKILL, 128 + signal.SIGKILL):
            tally.fired += 1
        else:
            print(f"NOT FIRED {name}, {call} {nth}: exit {killed}")
        # What was done already is refused the second time; the facts say whether it was done once.
        again = do(victim)
        found = victim.facts()
        if found != wanted:
            tally.failed += 1
            print(f"FAILED {name}, {call} {nth}: ended with {again}, {differing(found, wanted)}")
        shutil.rmtree(victim.folder)
    shutil.rmtree(before)
    after(home)
    tally.total += len(points)
    print(f"{name}: {len(points)} calls, {len(chosen)} tried", flush=True)


def differing(found, wanted):
    """What is not as the uninterrupted run left it."""
    def unlike(key):
        return {name: (found[key].get(name), wanted[key].get(name)) for name in found[key].keys() | wanted[key].keys()
                if found[key].get(name) != wanted[key].get(name)}
    return (f"faults {found['faults']}, counts {unlike('counts')}, papers {unlike('papers')}, "
            f"same facts: {found['hash'] == wanted['hash']}")
