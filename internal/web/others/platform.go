package others

import (
	"context"
	"crypto/rand"
	"errors"
	"strconv"
	"sync"
	"time"

	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/id"
)

// Platform is the platform of the region next door. It tells a provider of here that something is asked of it,
// shows what to whoever signs in there for that provider, takes the answer, and some time after a yes the person
// there chooses.
type Platform struct {
	*program
	mu        sync.Mutex
	telling   sync.Mutex // one at a time tells the site something
	questions []Question
	asker     Party
	owner     Party
	open      map[string]*asked // by the id of its Task
	order     []string          // the ids, as they were asked
	tokens    map[string]time.Time
	signals   signals
	wake      chan struct{}
}

// Name is how the platform is called, Base where its face of FHIR is, and ClientID who we are there.
const (
	Name     = "Platform Turfwaard"
	Base     = "https://" + platformHost + "/fhir"
	ClientID = "eerstelijn"
)

// Party is an organisation as both sides know it.
type Party struct{ Name, URA string }

// Question is something that is asked.
type Question struct {
	What, Kind, Where, Note string
	Priority                string // of FHIR
	Details                 []string
	Needs                   [][2]string   // what receivers ask, and the answer
	Term                    time.Duration // within which an answer is needed
	Begin                   time.Duration // within which it must begin
}

// asked is a question that was asked, and how it stands.
type asked struct {
	Question
	id, thread, identifier, ticket string
	at, until                      time.Time
	business                       string
	reason                         string    // of a no, as the provider said it
	started                        string    // the day on which the care began, as the provider said it
	chooses                        time.Time // when the person there chooses, after a yes
	version                        int
}

// chooseAfter is how long the person there thinks about a yes.
const chooseAfter = 30 * time.Second

// Where a question stands: our word, as every Eerstelijn has it, with the status that each system has.
const (
	waits     = "asked"
	offered   = "offered"
	chosen    = "chosen"
	started   = "started"
	done      = "done"
	refused   = "refused"
	timedOut  = "timed-out"
	withdrawn = "withdrawn"
)

var statuses = map[string]string{waits: "requested", offered: "accepted", chosen: "accepted", started: "in-progress", done: "completed", refused: "rejected", timedOut: "cancelled", withdrawn: "cancelled"}

// moves are what a provider can put on a Task: from where, FHIR's status, and to where.
var moves = []struct{ from, status, to string }{
	{waits, "accepted", offered},
	{waits, "rejected", refused},
	{offered, "rejected", refused},
	{chosen, "in-progress", started},
	{chosen, "rejected", refused},
	{chosen, "cancelled", withdrawn},
	{started, "completed", done},
}

func newPlatform(o Options) (*Platform, error) {
	p, err := newProgram(o)
	if err != nil {
		return nil, err
	}
	return &Platform{program: p, open: map[string]*asked{}, tokens: map[string]time.Time{}, wake: make(chan struct{}, 1)}, nil
}

// Means says what is asked, by whom and of whom.
func (p *Platform) Means(asker, owner Party, questions []Question) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asker, p.owner, p.questions = asker, owner, questions
}

var errUnknown = errors.New("others: nobody let the platform in")

// Ask asks everything, once more where it was asked before: the provider is told of each, and the new question
// takes the place of the old one.
func (p *Platform) Ask(ctx context.Context) error {
	if !p.known() {
		return errUnknown
	}
	p.telling.Lock()
	defer p.telling.Unlock()
	p.mu.Lock()
	questions, asker, owner := p.questions, p.asker, p.owner
	p.mu.Unlock()
	for i, q := range questions {
		now := p.Now().Truncate(time.Second)
		one := &asked{Question: q, id: id.New[string](), identifier: id.New[string](), ticket: rand.Text(), at: now, until: now.Add(q.Term), business: waits, version: 1,
			thread: id.From[string]("demo", "asked elsewhere", strconv.Itoa(i))}
		p.place(i, one) // it can be read before anybody is told
		if err := p.post(ctx, notified.Path+"/Task", notification(one, asker, owner)); err != nil {
			return err
		}
	}
	p.nudge()
	return nil
}

// place lets a question take the place of the one before.
func (p *Platform) place(i int, one *asked) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if i < len(p.order) {
		delete(p.open, p.order[i])
		p.order[i] = one.id
	} else {
		p.order = append(p.order, one.id)
	}
	p.open[one.id] = one
}

// nudge has Run look what is to be done.
func (p *Platform) nudge() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// settle lets happen what comes by time; p.mu is held.
func (p *Platform) settle() {
	now := p.Now()
	for _, q := range p.open {
		switch {
		case q.business == waits && !now.Before(q.until):
			p.become(q, timedOut)
		case q.business == offered && !now.Before(q.chooses):
			p.become(q, chosen)
		}
	}
}

// become puts a question elsewhere; p.mu is held.
func (p *Platform) become(q *asked, business string) {
	q.business = business
	q.version++
	p.signals.events = append(p.signals.events, p.Now())
}

// Run lets time pass there until ctx ends, and tells whoever subscribed what changed.
func (p *Platform) Run(ctx context.Context) {
	for ctx.Err() == nil {
		if err := p.Step(ctx); err != nil && ctx.Err() == nil {
			p.Log.WarnContext(ctx, "the platform next door", "error", err)
		}
		timer := time.NewTimer(p.pause())
		select {
		case <-ctx.Done():
		case <-p.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// Step does what is due now.
func (p *Platform) Step(ctx context.Context) error {
	p.mu.Lock()
	p.settle()
	p.mu.Unlock()
	return p.signal(ctx)
}

const (
	shortest = time.Second
	longest  = time.Minute
)

// pause is how long nothing will happen by itself, as far as can be said: the clock of a demonstration may jump.
func (p *Platform) pause() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now, wait := p.Now(), longest
	for _, q := range p.open {
		switch q.business {
		case waits:
			wait = min(wait, q.until.Sub(now))
		case offered:
			wait = min(wait, q.chooses.Sub(now))
		}
	}
	return max(wait, shortest)
}

// all gives the questions as they stand, and between whom.
func (p *Platform) all() (list []asked, asker, owner Party) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.settle()
	for _, which := range p.order {
		list = append(list, *p.open[which])
	}
	return list, p.asker, p.owner
}
