package arch

import (
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"eerstelijn/internal/access"
)

// without are the exported methods of capabilities that take no actor, in groups with why that is
// right. Methods that take a transaction need no line: they run inside an act of somebody else.
var without = []struct{ why, methods string }{
	{"anybody may read it, without an account: the public network", `
		network.Area network.Areas network.Boundaries network.BoundaryAreas network.BoundaryKinds network.BoundaryPlaces network.Country
		network.Coverage network.CoverageBy network.Discipline network.Disciplines network.Figures network.Organization network.Organizations
		network.Place network.Places network.Postcode network.PrimaryWijkverband network.Region network.RegionAt network.RegionByID network.Regions network.RegionsAt
		network.Tasks network.Wijkverband network.WijkverbandAt network.WijkverbandByID network.Wijkverbanden network.WijkverbandenAt network.Years network.LoadAtlas network.LoadAtlasOf`},
	{"anybody may read it, without an account: who speaks for whom, by ids and never by name", `
		network/mandate.Affiliations network/mandate.Chain network/mandate.Citizens network/mandate.EndsSoon network/mandate.Mandates
		network/mandate.Seats network/mandate.SeatsKnown network/mandate.Standings network/mandate.Subjects network/mandate.Substitutions
		network/mandate.Votes network/mandate.VotesKnown`},
	{"anybody may read it, without an account: where programs of organisations are reached", `
		network/endpoint.For network/endpoint.Get network/endpoint.List network/endpoint.Tables`},
	{"anybody may read it, without an account: the public directory", `
		directory.Kinds directory.ReportKinds directory.Service directory.Services directory.ServicesByArea directory.TargetGroups
		directory.Tables`},
	{"anybody may read it, without an account: how much room there is, and was", `
		capacity.AsOf capacity.Calibration capacity.History capacity.Offer capacity.Offers capacity.Tables capacity.Trend`},
	{"anybody may read it, without an account: when people can come", `appointment.Find appointment.First appointment.Of appointment.Publishers`},
	{"the board of what is public reads every offer, at the start and when it changes", `capacity.All capacity.Changed capacity.OffersOf`},
	{"a job or its timer: its acts are done as the system", `capacity.Ask capacity.RunSweep capacity.ScheduleSweep`},
	{"the index of what is public reads everything that is, at the start and when it changes", `
		directory.All directory.Changed directory.Imported directory.ImportedOf network.Imported finding/live.Load finding/live.Run capacity/board.Load capacity/board.Run
		watch.Run watch.Start`},
	{"what is not public is weighed by the function that the hub is given, at the start, each minute and when an account changes", `watch.Watch`},
	{"anybody may read it: when a figure is called a bottleneck", `bottleneck/signal.Rules`},
	{"a job or its timer: its acts are done as the system", `bottleneck/signal.Run bottleneck/signal.Schedule bottleneck/signal.Weigh`},
	{"rows of a file that nobody sees before the act that ends the import", `
		directory.ClearDropped directory.StageServices network.ClearDropped network.StageAreas network.StageBoundaries
		network.StageFigures network.StageOrganizations network.StagePostcodes`},
	{"a job or its timer: its acts are done as the system", `
		audit.RunExpire audit.ScheduleExpire custody.Rewrap custody.ScheduleRewrap directory.CloseReports directory.RunSweep directory.ScheduleSweep directory.Sweep
		identity/invitation.RunSweep identity/invitation.ScheduleSweep identity/invitation.Sweep mail.Run mail.Send`},
	{"counts of the post for operators, and the letters of the demonstration, where everything is invented", `mail.QueuedForDemo mail.Status`},
	{"anybody may read it: code lists, who coordinates in a region, and how that region agreed to bridge", `
		placement.BridgingRules placement.DataItems placement.DeskOf placement.Tables`},
	{"the clocks: their acts are done as the system", `placement.Expire placement.RunClocks placement.ScheduleClocks`},
	{"a job or its timer: its acts are done as the system, or it sends what an act put down", `
		placement/number.MeasureWaits placement/number.RunMeasure placement/number.ScheduleMeasure placement/notice.Run`},
	{"anybody may read it, without an account: how often what was agreed is kept, without small numbers", `agreement/obligation.Counts`},
	{"a job or its timer: its acts are done as the system", `agreement/obligation.RunWeigh agreement/obligation.ScheduleWeigh`},
	{"of a request, to whoever holds its link: one question, or where it stands", `placement.AskedBy placement.Follow`},
	{"anybody may read it: what bottlenecks can be about, who owns those of the nation, and how many there were, small numbers hidden", `bottleneck.Counts bottleneck.NationBoard bottleneck.Themes`},
	{"anybody may read it: which organisation sees to the nation's table", `network/mandate.NationBoard`},
	{"of a report, to whoever holds its link: where it stands, who may say yes or no with it, and no more mail", `
		bottleneck.Follow bottleneck.Holder bottleneck.StopMail`},
	{"the clocks, and the mails of what happened: their acts are done as the system", `
		bottleneck.Clocks bottleneck.RunClocks bottleneck.RunMail bottleneck.ScheduleClocks`},
	{"seals prove that nothing was changed and tell nothing of anybody", `audit.Seals`},
	{"it goes on with an export that was decided on and recorded before", `audit.Each`},
	{"the periods of which somebody may take a copy, and nothing from them; taking it is an act", `audit.AgreedFor`},
	{"history for the capability's own pages, which decide before they ask", `directory.History`},
	{"who tracks a report holds its secret receipt", `directory.ReportOf`},
	{"anybody may read it: kinds of agreement, and how many there are", `agreement.Counts agreement.Kinds`},
	{"of a consultation, to whoever holds its link or is a member: the question, and the text that it is about", `agreement.Consulted agreement.ConsultedText`},
	{"the clocks of agreements: their acts are done as the system", `agreement.Clocks agreement.RunClocks agreement.ScheduleClocks`},
	{"a job or its timer: its acts are done as the system", `fhir/mirror.Once fhir/mirror.Run fhir/mirror.ScheduleAll`},
	{"a job or its timer: its acts are done as the system", `fhir/notified.RunFollow fhir/notified.RunRead fhir/notified.RunReport fhir/notified.RunSend`},
	{"a question to another system, for a job or an act that was decided on", `fhir/peer.Ask`},
	{"of a request that its reader was shown: that its provider's system was told", `fhir/notified.Sent`},
	{"a job, and what numbers what others did: its acts are done as the system", `fhir/subscription.Run fhir/subscription.Step fhir/subscription.Turn`},
	{"a check for an operator at the command line, who holds the rows in hand", `agreement/proof.Check`},
	{"signing in comes before there is an actor; the act is done as whoever signs in", `
		identity.Arrive identity.Begin identity.End identity.ProviderLogout identity/oidc.Finish identity/oidc.Logout
		identity.ActorAtWork identity/launch.Finish identity/launch.Start identity/oidc.Look identity/oidc.Read identity/oidc.Redeem identity/oidc.Return
		identity/oidc.SignOutURL identity/oidc.Start identity/passkey.AskNew identity/passkey.AskSignIn identity/passkey.Check
		identity/passkey.SignIn network.PeopleForSignIn network.PersonForSignIn`},
	{"what a browser keeps sealed of an open record, for who opened it and for one form", `identity/launch.Carried identity/launch.Carry`},
	{"of the request's own session, and of nobody else's", `identity.ActorOf identity.Method identity.StillIn identity.Value`},
	{"it says in a context which version somebody acts on, and does nothing", `placement.Expecting`},
	{"what a link is for, to whoever holds it", `identity/link.Find identity/link.FindUsed identity/invitation.AskNew identity/invitation.Show`},
	{"a table of sealed values and the hand that seals them anew", `custody.Under`},
}

// differently are the methods that take an actor and ask for other acts than their own, with why.
var differently = map[string]struct{ acts, why string }{
	"identity/client.For":      {"", "it opens scopes for one call; the act itself decides"},
	"identity.WithActor":       {"", "it puts the actor in a context and does nothing"},
	"directory.FinishImport":   {"directory.Import", "the end of an import is the act"},
	"directory.OwnHistory":     {"directory.Author directory.OwnHistory", "names are shown by a right of their own"},
	"network.Import":           {"", "it stages rows that nobody sees, and ends in FinishImport"},
	"network.FinishImport":     {"network.ImportAreas network.ImportBoundaries network.ImportFigures network.ImportPostcodes", "one way for four kinds of file"},
	"network.SaveOrganization": {"network.IdentifyOrganization network.SaveOrganization", "the numbers of an organisation ask for a right of their own"},
	"bottleneck.Get":           {"bottleneck.Get bottleneck.Reporters", "who reported is shown by a right of its own"},
	"placement/number.Of":      {"placement.Numbers placement.SmallNumbers", "small numbers are shown by a right of their own"},
	"network.SaveWijkverband":  {"network.AssignWijken network.SaveWijkverband", "moving wijken asks for a right of its own"},
}

// holdsActs tells whether a folder is of a capability: everything in it is looked at.
func holdsActs(folder string) bool {
	name, ok := strings.CutPrefix(folder, "internal/")
	return ok && slices.ContainsFunc(strings.Fields(capabilities), func(pattern string) bool {
		matches, err := path.Match(pattern, name)
		return err == nil && matches
	})
}

func TestEveryMethodIsDecidedOn(t *testing.T) {
	t.Parallel()
	var acts []string
	for _, a := range access.Acts() {
		acts = append(acts, a.Name)
	}
	methods, err := loadMethods(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	if len(methods) < 50 {
		t.Fatalf("found only %d methods: the walk does not reach the source", len(methods))
	}
	for _, objection := range judgeMethods(methods, acts) {
		t.Error(objection)
	}
}

// judgeMethods gives each method that does something without asking, and each act that is not one
// method's.
func judgeMethods(methods []*method, acts []string) (objections []string) {
	object := func(parts ...string) { objections = append(objections, strings.Join(parts, " ")) }
	byFolder := map[string]map[string][]*method{}
	for _, m := range methods {
		if byFolder[m.folder] == nil {
			byFolder[m.folder] = map[string][]*method{}
		}
		byFolder[m.folder][m.name] = append(byFolder[m.folder][m.name], m)
	}
	reasons, used := map[string]string{}, map[string]bool{}
	for _, w := range without {
		for name := range strings.FieldsSeq(w.methods) {
			reasons[name] = w.why
		}
	}
	entries := map[string][]string{} // by act: the methods through which somebody does it
	mentioned := map[string]bool{}
	for _, m := range methods {
		for act := range m.acts {
			mentioned[act] = true
		}
		if !m.open || m.within || strings.HasSuffix(m.name, "Tx") {
			continue
		}
		if !m.actor {
			used[m.title()] = true
			if reasons[m.title()] == "" {
				object(m.title(), "("+m.file+") takes no actor: let it take one, or a transaction, or list it with a reason")
			}
			continue
		}
		named, asks := m.reach(byFolder[m.folder], map[*method]bool{})
		want := []string{m.act()}
		if d, ok := differently[m.title()]; ok {
			used[m.title()], want = true, strings.Fields(d.acts)
		} else if !asks {
			object(m.title(), "("+m.file+") takes an actor and never asks the spine")
			continue
		}
		slices.Sort(want)
		if got := slices.Sorted(maps.Keys(named)); !slices.Equal(got, want) {
			object(m.title(), "("+m.file+") does", strings.Join(got, " ")+", not", strings.Join(want, " "))
		}
		for act := range named {
			entries[act] = append(entries[act], m.title())
		}
	}
	for _, act := range acts {
		if !mentioned[act] {
			object(act, "stands in the table of acts and nothing does it")
		}
		if by := entries[act]; len(by) > 1 {
			object(act, "is done by several methods:", strings.Join(slices.Sorted(slices.Values(by)), ", "))
		}
	}
	for act := range mentioned {
		if !slices.Contains(acts, act) {
			object(act, "is done and does not stand in the table of acts")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(reasons)) {
		if !used[name] {
			object("the line of", name, "is stale")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(differently)) {
		if !used[name] {
			object("the line of", name, "is stale")
		}
	}
	slices.Sort(objections)
	return objections
}

// reach gives the acts that a method names and whether it asks the spine, itself or through what it
// calls in its own package. An exported method that takes an actor answers for itself and is not entered.
func (m *method) reach(peers map[string][]*method, seen map[*method]bool) (acts map[string]bool, asks bool) {
	seen[m] = true
	acts, asks = maps.Clone(m.acts), m.asks
	for name := range m.calls {
		for _, peer := range peers[name] {
			if seen[peer] || peer.open && peer.actor {
				continue
			}
			more, too := peer.reach(peers, seen)
			maps.Copy(acts, more)
			asks = asks || too
		}
	}
	return acts, asks
}

// TestTheMethodsObject breaks what the test above keeps, one thing at a time.
func TestTheMethodsObject(t *testing.T) {
	t.Parallel()
	const sound = `// Package network is a network.
package network
import ("context"; "eerstelijn/internal/access"; "eerstelijn/internal/act")
type Service struct{ spine *act.Spine }
func (s *Service) SaveTask(ctx context.Context, actor access.Actor) error { return s.save(ctx, actor) }
func (s *Service) save(ctx context.Context, actor access.Actor) error {
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "network.SaveTask"}, nil)
}
func (s *Service) Regions(ctx context.Context) error { return nil }
func (s *Service) SaveTx(ctx context.Context, tx *act.Tx) error { return nil }
func (s *Service) Name() string { return "network.Else" }
`
	stale := regexp.MustCompile(`^the line of .* is stale$`)
	for name, c := range map[string]struct{ more, want string }{
		"nothing is wrong": {},
		"asks nobody":      {`func (s *Service) Burn(ctx context.Context, actor access.Actor) error { return nil }`, "network.Burn (more.go) takes an actor and never asks the spine"},
		"asks for another's act": {`func (s *Service) Burn(ctx context.Context, actor access.Actor) error { return s.save(ctx, actor) }`,
			"network.Burn (more.go) does network.SaveTask, not network.Burn"},
		"an act done twice": {`func (s *Service) Burn(ctx context.Context, actor access.Actor) error { return s.save(ctx, actor) }`,
			"network.SaveTask is done by several methods: network.Burn, network.SaveTask"},
		"nobody acts": {`func (s *Service) Burn(ctx context.Context) error { return nil }`, "network.Burn (more.go) takes no actor"},
		"an act that is not listed": {`const burn = "network.Burn"
func (s *Service) Burn(ctx context.Context, actor access.Actor) error { return s.spine.Look(ctx, act.Attempt{Actor: actor, Act: burn}, nil) }`,
			"network.Burn is done and does not stand in the table"},
		"the name in a log proves nothing": {`func (s *Service) Burn(ctx context.Context, actor access.Actor) (err error) {
	defer fault.Wrap(&err, "network.Burn")
	return s.spine.Do(ctx, act.Attempt{}, nil)
}`, "network.Burn (more.go) does , not network.Burn"},
	} {
		files := fstest.MapFS{"internal/network/network.go": {Data: []byte(sound)}}
		if c.more != "" {
			files["internal/network/more.go"] = &fstest.MapFile{Data: []byte("package network\n" + c.more + "\n")}
		}
		methods, err := loadMethods(files)
		if err != nil {
			t.Fatal(err)
		}
		objections := slices.DeleteFunc(judgeMethods(methods, []string{"network.SaveTask"}), stale.MatchString)
		got := strings.Join(objections, "\n")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: objects with %q, want %q", name, got, c.want)
		}
	}
	got := strings.Join(judgeMethods(nil, []string{"network.Lost"}), "\n")
	for _, want := range []string{"network.Lost stands in the table of acts and nothing does it", "the line of network.Regions is stale"} {
		if !strings.Contains(got, want) {
			t.Errorf("does not object with %q but with %q", want, got)
		}
	}
}
