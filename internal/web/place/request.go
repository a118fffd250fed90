package place

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/web/ui"
)

// requestView shows where a request stands and what somebody can do now.
type requestView struct {
	frame      ui.PageView
	done       *done
	live       ui.LiveView
	id         placement.RequestID
	title      string
	where      string
	asker      string
	taken      string
	mark       mark
	vulnerable bool
	state      string
	mover      string
	says       string
	ours       bool
	due        deadline
	stuck      string // where it is reported as a bottleneck

	offered  []invited // to choose from
	invited  []invited // all others that were asked
	chosen   *invited
	bridging []bridging
	facts    []ui.Definition
	steps    []step

	draft  bool // still to be sent
	search bool // more can be asked
	handed bool // the person's details were passed on
	placed bool // it has begun
	desk   bool // seen from the desk
	can    rights
	forms  forms
	wrong  []ui.FieldError
}

// rights are the acts that who is looking may do to this request now.
type rights struct {
	candidates, cascade, choose, take, withdraw, handOver, read, start, end, fall, bridge, endBridge, follow bool
}

// invited is one provider that was asked.
type invited struct {
	id     placement.InvitationID
	name   string
	by     string
	state  string
	moment string
	reason string
	held   string
	system string // whether the system of a provider elsewhere was told
	call   bool   // it was not: somebody must call
}

// bridging is who bridges the time, with what, until when.
type bridging struct {
	who, what, paid, rule string
	span                  string
	runs                  bool
}

// step is one thing that happened.
type step struct {
	at   time.Time
	when string
	text string
}

// which reads the id of a request from the address.
func which(r *http.Request) (placement.RequestID, error) {
	found, err := id.Parse[placement.RequestID](r.PathValue("id"))
	if err != nil {
		return "", fault.Missing("Deze aanvraag kennen wij niet.", "request not found")
	}
	return found, nil
}

// Request shows where a request stands. A draft is shown as the form that it still is.
func (p Page) Request(w http.ResponseWriter, r *http.Request) error {
	found, err := which(r)
	if err != nil {
		return err
	}
	return p.request(w, r, http.StatusOK, found, nil)
}

// request shows a request; typed holds the forms of the page that were not taken, or why an act does not
// fit what stands by now.
func (p Page) request(w http.ResponseWriter, r *http.Request, status int, found placement.RequestID, typed *forms) error {
	ctx, who, since := r.Context(), p.SignedIn(r), p.Board.Seq()
	request, err := p.Placement.Request(ctx, who, found)
	if err != nil {
		return err
	}
	b, err := p.book(ctx)
	if err != nil {
		return err
	}
	v, err := b.requestView(who, &request, p.Today())
	if err != nil {
		return err
	}
	if v.forms, err = b.forms(&request, v.can, p.Today()); err != nil {
		return err
	}
	if typed != nil {
		// Who may look and not do so has no form to mend.
		if !p.may(who, typed.act, &request) {
			return refused("placement." + typed.act)
		}
		v.forms.take(typed)
		v.wrong = typed.errors()
	}
	if err := p.tellElsewhere(ctx, &v, &request, p.Today()); err != nil {
		return err
	}
	v.done, v.stuck = doneOf(r), p.stuck(who, &request)
	v.live = ui.LiveView{Feed: v.feed(request.Region), Since: since}
	v.frame = p.frame(r, v.title, append(rootCrumbs[:2:2], ui.Link{Text: v.title})...)
	v.frame.Scripts = append(v.frame.Scripts, liveScript)
	return p.Render(w, r, status, requestPage(v))
}

func (b *book) requestView(who access.Actor, r *placement.Request, now time.Time) (v requestView, err error) {
	v = requestView{id: r.ID, title: ui.Capital(b.kind(r.Kind)), where: b.area(r.Area) + ", " + direction(r.Direction), mark: b.mark(r.Urgency), vulnerable: r.Vulnerable,
		state: states[r.State], due: b.due(r, now), draft: r.State == placement.StateDraft,
		handed: r.HandedOver, placed: r.State == placement.StatePlaced, desk: b.atDesk(who, r)}
	v.says, v.ours = b.turn(who, r, now)
	v.mover = mover(r, v.ours)
	if v.asker, err = b.organization(r.Organization); err != nil {
		return v, err
	}
	if v.taken, err = b.person(who, r.DeskPerson); err != nil {
		return v, err
	}
	if v.facts, err = b.facts(r, now); err != nil {
		return v, err
	}
	for _, i := range r.Invitations {
		one, err := b.invited(&i, now)
		if err != nil {
			return v, err
		}
		switch i.State {
		case placement.Offered:
			v.offered = append(v.offered, one)
		case placement.Chosen:
			v.chosen = &one
		default:
			v.invited = append(v.invited, one)
		}
	}
	for _, x := range r.Bridging {
		name, err := b.organization(x.Who)
		if err != nil {
			return v, err
		}
		one := bridging{who: name, what: x.What, paid: x.Paid, runs: x.Ended.IsZero() && x.Until.After(now), span: "tot en met " + ui.OnDay(x.Until.Add(-time.Second), now)}
		if !x.Ended.IsZero() {
			one.span = "gestopt " + ui.OnDay(x.Ended, now)
		}
		if x.Rule != "" {
			one.rule = "Volgens de afspraak van de regio."
		}
		v.bridging = append(v.bridging, one)
	}
	if v.steps, err = b.steps(r, now); err != nil {
		return v, err
	}
	v.can = b.rights(who, r)
	v.search = v.can.candidates || v.can.cascade
	return v, nil
}

// rights weighs what fits the state; the act itself weighs it again.
func (b *book) rights(who access.Actor, r *placement.Request) (c rights) {
	may := func(act string) bool {
		if move, moves := placement.MoveOf(act); moves && move.To[r.State] == nil {
			return false
		}
		return b.may(who, act, r)
	}
	switch {
	case r.State == placement.StateDraft:
		c.withdraw = may("Withdraw")
		return c
	case r.State.Searching():
		c.candidates, c.cascade, c.choose, c.withdraw = may("Candidates") && may("Invite"), may("Cascade"), may("Choose"), may("Withdraw")
		c.take = r.DeskPerson != who.Person && may("Take")
	case r.State == placement.StateAccepted:
		c.handOver, c.start, c.fall, c.withdraw = may("HandOver"), may("Start"), may("FallThrough"), may("Withdraw")
	case r.State == placement.StatePlaced:
		c.end = may("Close")
	}
	c.bridge = may("Bridge")
	c.read = r.HandedOver && may("ReadHandOver")
	c.follow = !r.State.Ended() && may("FollowLink")
	c.endBridge = slices.ContainsFunc(r.Bridging, func(x placement.Bridging) bool { return x.Ended.IsZero() }) && may("EndBridging")
	return c
}

func (b *book) invited(i *placement.Invitation, now time.Time) (one invited, err error) {
	one = invited{id: i.ID, state: answers[i.State]}
	if one.name, err = b.service(i.Service); err != nil {
		return one, err
	}
	if one.by, err = b.organization(i.Organization); err != nil {
		return one, err
	}
	switch i.State {
	case placement.Waiting:
		one.moment = "antwoord vóór " + at(i.Until, now)
	case placement.Offered:
		one.held = "Vastgehouden tot " + at(i.HeldUntil, now) + ". Nog niet zeker."
		one.moment = at(i.AnsweredAt, now)
	case placement.Refused:
		one.moment, one.reason = at(i.AnsweredAt, now), b.decline(i.Reason)
		if i.Reason == "" {
			one.reason = ""
		}
	case placement.Chosen:
		one.moment = at(i.AnsweredAt, now)
	default:
		if !i.EndedAt.IsZero() {
			one.moment = at(i.EndedAt, now)
		}
		if i.Fell != "" {
			one.state, one.reason = "Ging niet door", b.fell(i.Fell)
		}
	}
	return one, nil
}

// topic is which news concerns the page: who does not work at the desk hears what concerns their own
// organisation.
func (v *requestView) topic() string {
	if v.desk {
		return "desk"
	}
	return "org"
}

func (v *requestView) feed(region network.RegionID) string {
	if v.desk {
		return "/api/v1/feed?" + url.Values{"desk": {"1"}, "region": {string(region)}}.Encode()
	}
	return "/api/v1/feed?invited=1"
}

// askWords is the button that leads to the candidates.
func (v *requestView) askWords() string {
	if len(v.invited)+len(v.offered) == 0 {
		return "Kies wie u vraagt"
	}
	return "Vraag anderen"
}

// askWeight fills that button unless there is a place to choose, or answers are waited for.
func (v *requestView) askWeight() ui.Variant {
	if v.ours && len(v.offered) == 0 {
		return ui.Primary
	}
	return ui.Secondary
}

// startHere is the form that says that it began; it is the one thing to do once the details are there.
func (v *requestView) startHere() startForm {
	f := v.forms.started
	f.weight = ui.Secondary
	if v.handed {
		f.weight = ui.Primary
	}
	return f
}

func (v *requestView) ending() reasonView {
	x := v.reason("afronden", "Hoe liep het af?", "Rond af", v.forms.end)
	x.weight = ui.Primary
	return x
}

// others tells whether anything is folded away.
func (v *requestView) others() bool {
	return v.can.follow || v.can.bridge || v.can.fall || v.can.withdraw || v.can.end && !v.placed
}

func (v *requestView) bridger() ui.Choice {
	value, wrong := v.forms.of("overbrugging", whoField)
	c := ui.Choice{ID: "overbrugging-" + whoField, Name: whoField, Label: "Wie overbrugt?", Error: wrong, Options: slices.Clone(v.forms.bridgers)}
	for i, o := range c.Options {
		c.Options[i].Selected = o.Value == value
	}
	return c
}
