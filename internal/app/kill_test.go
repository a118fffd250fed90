package app

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

// A program that is killed says nothing any more. So another process works under load and says after each
// act what was acknowledged; it is killed at a random moment; and then what it said must be there.

// killed tells the other process what to work on.
const killed = "EERSTELIJN_TEST_KILLED"

// loaded is what the process that is killed works on.
type loaded struct {
	DB, Keys, Post string
	Began          time.Time
	Seed           uint64
	Region         network.RegionID
	Area           network.AreaCode
	Kind           capacity.KindCode
	Asker          network.Person
	Providers      map[network.OrganizationID]network.Person
	Offers         map[capacity.OfferID]network.OrganizationID
	// Together is filled where it works on bottlenecks and agreements instead of requests.
	Together *together
}

// haste is how much faster the clocks of placements run in these tests: ten minutes in a second.
const haste = 600

// clock gives the same moment to each process that works on the same database.
func (l loaded) clock() clock.Clock {
	pace := time.Duration(haste)
	if l.Together != nil {
		pace = togetherHaste
	}
	return func() time.Time { return l.Began.Add(time.Since(l.Began) * pace) }
}

func TestMain(m *testing.M) {
	if work := os.Getenv(killed); work != "" {
		err := untilKilled(work)
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// acknowledge says one line of what was done.
func acknowledge(parts ...any) {
	line := fmt.Sprintln(parts...)
	_, _ = os.Stdout.WriteString(line) // in one piece: a line is whole or not there
}

// untilKilled asks, answers, chooses, reports and sends, as many at once as there are people.
func untilKilled(work string) error {
	var l loaded
	if err := json.Unmarshal([]byte(work), &l); err != nil {
		return err
	}
	ctx := context.Background()
	a, err := l.open(ctx, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		return err
	}
	go a.Feed.Run(ctx)
	go a.Jobs.Run(ctx)
	broken := make(chan error, 1)
	if l.Together != nil {
		l.Together.work(ctx, a, l.Seed, broken)
		acknowledge("working")
		return <-broken
	}
	asked := make(chan placement.Invitation, 1000)
	for worker := range 6 {
		rnd := rand.New(rand.NewPCG(l.Seed, uint64(worker)))
		go func() {
			for {
				var err error
				switch worker % 3 {
				case 0:
					err = l.ask(ctx, a, rnd, asked)
				case 1:
					err = l.answer(ctx, a, rnd, asked)
				default:
					err = l.report(ctx, a, rnd)
				}
				if err != nil {
					broken <- err
					return
				}
			}
		}()
	}
	acknowledge("working")
	return <-broken
}

func (l loaded) open(ctx context.Context, log *slog.Logger) (*App, error) {
	return Open(ctx, Config{
		DB: l.DB, Keys: l.Keys, Public: "https://eerstelijn.example", Rates: wide, Clock: l.clock(),
		Mail: mail.Server{Address: l.Post, From: "post@eerstelijn.example"},
	}, log)
}

// refusedByRule tells that an act was not done for a reason that belongs to the work: somebody else was first,
// or the clock ran out.
func refusedByRule(err error) bool { return fault.KindOf(err) == fault.Conflict && err != nil }

// ask opens a request, asks some providers, and chooses the first that offers a place.
func (l loaded) ask(ctx context.Context, a *App, rnd *rand.Rand, asked chan<- placement.Invitation) error {
	who := actorOf(l.Asker)
	urgency, consent := placement.Soon, placement.Consent{At: l.clock()(), With: "person"}
	if rnd.IntN(2) == 0 {
		tables, err := a.Placement.Tables(ctx)
		if err != nil {
			return err
		}
		urgency, consent.WhyNot = placement.Crisis, tables.ReasonsFor("Open")[0].Code
	}
	r, err := a.Placement.Draft(ctx, who, placement.Draft{Ask: placement.Place, Kind: l.Kind, Urgency: urgency, Direction: placement.In, Area: l.Area})
	if err != nil {
		return err
	}
	if r, err = a.Placement.Open(ctx, who, r.ID, consent); err != nil {
		return err
	}
	acknowledge("request", r.ID)
	var offers []capacity.OfferID
	for o := range l.Offers { // in the order that Go draws
		if offers = append(offers, o); len(offers) == 1+rnd.IntN(2) {
			break
		}
	}
	r, err = a.Placement.Invite(ctx, who, r.ID, offers)
	if refusedByRule(err) {
		return nil // so many wait that nobody may be asked
	}
	if err != nil {
		return err
	}
	for _, i := range r.Invitations {
		acknowledge("invitation", i.ID)
		select {
		case asked <- i:
		default:
		}
	}
	if rnd.IntN(3) == 0 {
		if _, err = a.Placement.Withdraw(ctx, who, r.ID, l.reason(ctx, a, "Withdraw")); err == nil {
			acknowledge("withdrawn", r.ID)
		}
		if err != nil && !refusedByRule(err) {
			return err
		}
	}
	return nil
}

func (l loaded) reason(ctx context.Context, a *App, act string) placement.ReasonCode {
	tables, err := a.Placement.Tables(ctx)
	if err != nil {
		return ""
	}
	return tables.ReasonsFor(act)[0].Code
}

// answer says yes or no, and chooses what was offered.
func (l loaded) answer(ctx context.Context, a *App, rnd *rand.Rand, asked <-chan placement.Invitation) error {
	i := <-asked
	by := actorOf(l.Providers[i.Organization])
	answer := placement.Answer{Yes: rnd.IntN(4) > 0, Reason: "full"}
	if answer.Yes {
		answer.Reason = ""
	}
	got, err := a.Placement.Answer(ctx, by, i.ID, answer)
	if refusedByRule(err) {
		return nil
	}
	if err != nil {
		return err
	}
	acknowledge("answer", i.ID, got.State)
	if got.State == placement.Offered && rnd.IntN(2) == 0 {
		r, err := a.Placement.Choose(ctx, actorOf(l.Asker), i.Request, i.ID)
		if refusedByRule(err) {
			return nil
		}
		if err != nil {
			return err
		}
		acknowledge("chosen", r.ID, i.ID)
	}
	return nil
}

// report says that places are free again.
func (l loaded) report(ctx context.Context, a *App, rnd *rand.Rand) error {
	for o, organization := range l.Offers {
		seen, err := a.Capacity.Observe(ctx, actorOf(l.Providers[organization]), capacity.Report{Offer: o, Available: rnd.IntN(1 + places)})
		if err != nil {
			return err
		}
		acknowledge("figure", o, seen.Figure.ObservedAt.UnixMicro())
		return nil
	}
	return errors.New("no offers")
}

// places is how many each offer of these tests has.
const places = 3

// TestNothingIsLostWhenKilled kills the program under load, again and again on one database. What it had
// acknowledged is there, no place is given twice, every hold belongs to a live yes, and nobody is mailed
// two different messages about one question.
func TestNothingIsLostWhenKilled(t *testing.T) {
	t.Parallel()
	rounds := 20
	if os.Getenv("EERSTELIJN_SOAK") != "" {
		rounds = 200
	}
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); killAgainAndAgain(t, "", rounds) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); killAgainAndAgain(t, postgres(t), rounds) })
}

func killAgainAndAgain(t *testing.T, db string, rounds int) {
	post := openPost(t)
	l := prepare(t, db, post.address)
	told := newLines()
	acts := 0
	for round := range rounds {
		l.Seed = rand.Uint64()
		acts += l.killOnce(t, told)
		l.judge(t, told, post)
		if t.Failed() {
			t.Fatalf("after %d kills, of seed %d", round+1, l.Seed)
		}
	}
	messages, questions := post.count()
	t.Logf("%d kills, %d acts acknowledged, %d messages taken about %d questions", rounds, acts, messages, questions)
	if questions == 0 {
		t.Error("no question was mailed to anybody")
	}
}

// prepare fills a database with the invented region and offers with places.
func prepare(t *testing.T, db, post string) loaded {
	t.Helper()
	l := loaded{Began: time.Now().UTC(), Post: post, Providers: map[network.OrganizationID]network.Person{}, Offers: map[capacity.OfferID]network.OrganizationID{}}
	h := build(t, func(c *Config) {
		c.Clock = l.clock()
		if db != "" {
			c.DB, c.Keys = db, filepath.Join(t.TempDir(), "keys")
			if _, err := MakeKeys(c.Keys); err != nil {
				t.Fatal(err)
			}
		}
	})
	l.DB, l.Keys, l.Kind = h.Config.DB, h.Config.Keys, "wijkverpleging-spoed"
	l.Asker = h.people["Maartje Sluiswachter"]
	l.Region = l.Asker.Region
	for _, name := range []string{"Gerda Kleibakker", "Bilal Steenoven"} {
		p := h.people[name]
		l.Providers[p.Organization] = p
		own, err := h.Directory.Services(t.Context(), directory.Query{Organization: p.Organization, Limit: 2})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range own.Services {
			o, err := h.Capacity.SaveOffer(t.Context(), actorOf(p), capacity.Offer{Service: s.ID, Kind: l.Kind, Total: places, MostInvitations: 50})
			if refusedByRule(err) {
				continue // the demonstration has one already
			}
			if err != nil {
				t.Fatal(err)
			}
			if _, err := h.Capacity.Observe(t.Context(), actorOf(p), capacity.Report{Offer: o.ID, Available: places}); err != nil {
				t.Fatal(err)
			}
			l.Offers[o.ID], l.Area = p.Organization, o.Area
		}
	}
	if len(l.Offers) < 2 {
		t.Fatalf("only %d offers", len(l.Offers))
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	return l
}

// enough is how many acts a process does before it may be killed, however slow the machine is.
const enough = 10

// killOnce lets a process work and kills it at a random moment after enough acts; it gives how many acts it
// acknowledged.
func (l loaded) killOnce(t *testing.T, told *lines) int {
	t.Helper()
	work, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^$")
	cmd.Env = append(os.Environ(), killed+"="+string(work))
	var problem strings.Builder
	cmd.Stderr = &problem
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Wait() }()
	dead := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() }) // it never did enough
	defer dead.Stop()
	n, moment := 0, time.Now()
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // a line without an end was not acknowledged
		}
		if line == "working\n" {
			moment = time.Now().Add(50*time.Millisecond + rand.N(700*time.Millisecond))
			continue
		}
		if n++; n == enough {
			time.AfterFunc(time.Until(moment), func() { _ = cmd.Process.Kill() })
		}
		told.add(strings.Fields(line))
	}
	if problem.Len() > 0 {
		t.Fatalf("the program stopped by itself: %s", problem.String())
	}
	if n < enough {
		t.Fatalf("the program acknowledged %d acts in a minute: the load is no load", n)
	}
	return n
}

// lines are what was acknowledged so far.
type lines struct {
	sync.Mutex
	all map[string][][]string
}

func newLines() *lines { return &lines{all: map[string][][]string{}} }

func (l *lines) add(fields []string) { l.all[fields[0]] = append(l.all[fields[0]], fields[1:]) }
