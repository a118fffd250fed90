package api

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/signal"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
)

// signalRoutes are those on which is said when a figure is a bottleneck.
func (s *server) signalRoutes() {
	get(s, "/signal-rules", "signalRules", "Wanneer een cijfer vanzelf een knelpunt wordt", s.signalRules)
	creating(s, "/signal-rules", "addSignalRule", "Een regel toevoegen", s.addSignalRule)
	write(s, http.MethodPut, "/signal-rules/{id}", "putSignalRule", "Een regel wijzigen; wat hij was, blijft bekend", s.putSignalRule)
	write(s, http.MethodPost, "/signal-rules/{id}/end", "endSignalRule", "Een regel stoppen", s.endSignalRule)
	write(s, http.MethodPost, "/signal-rules/try", "trySignalRule", "Een regel proberen op wat geweest is, zonder iets te melden", s.trySignalRule)
}

// signalAccess says for whom each of them is.
func signalAccess() (all []access.Route) {
	all = append(all, access.Route{Pattern: "GET " + base + "/signal-rules", For: access.ForEveryone})
	for _, r := range [][3]string{
		{"POST", "/signal-rules", "signal.SaveRule"}, {"PUT", "/signal-rules/{id}", "signal.SaveRule"},
		{"POST", "/signal-rules/{id}/end", "signal.EndRule"}, {"POST", "/signal-rules/try", "signal.DryRun"},
	} {
		all = append(all, access.Route{Pattern: r[0] + " " + base + r[1], For: access.ForAct, Acts: strings.Fields(r[2])})
	}
	return all
}

// SignalRuleBody is what somebody says of a rule. It is exported because huma documents no other embedded struct.
type SignalRuleBody struct {
	Region     string                 `json:"region,omitempty" doc:"Slug of id van de regio; leeg: overal."`
	Measure    signal.Measure         `json:"measure" enum:"wait-above-norm,declines,bridging,no-contact,unanswered,coverage-gap" doc:"Wat de regel meet: steeds een deel van een aantal."`
	Norm       string                 `json:"norm,omitempty" doc:"Alleen bij wait-above-norm: code van de norm." example:"treek-thuis"`
	Discipline network.DisciplineCode `json:"discipline,omitempty" doc:"Bij no-contact, en als u wilt bij unanswered."`
	Window     signal.Window          `json:"window,omitempty" enum:"night,evening,weekend" doc:"Alleen bij no-contact."`
	Kind       capacity.KindCode      `json:"kind,omitempty" doc:"Als u wilt, bij declines en bridging: code uit /capacity-kinds."`
	Threshold  int                    `json:"threshold" minimum:"0" maximum:"100" doc:"De regel spreekt als meer dan dit percentage misgaat."`
	Weeks      int                    `json:"weeks" minimum:"1" maximum:"26" doc:"Zo lang."`
	Level      bottleneck.Level       `json:"level" enum:"wijk,region" doc:"Van wie het knelpunt wordt."`
	Theme      string                 `json:"theme,omitempty" doc:"Code van het thema van het knelpunt."`
	Title      string                 `json:"title,omitempty" doc:"Van het knelpunt, in gewone taal."`
	Source     string                 `json:"source,omitempty" doc:"Waar de grens vandaan komt."`
}

type signalRule struct {
	ID signal.RuleID `json:"id"`
	SignalRuleBody
	From    string  `json:"from" format:"date-time"`
	Until   *string `json:"until,omitempty" format:"date-time"`
	Version int64   `json:"version" doc:"Ook de ETag."`
}

func (s *server) showSignalRule(r request, rule *signal.Rule) (out signalRule, err error) {
	out = signalRule{ID: rule.ID, From: stamp(rule.From), Until: stampOrNil(rule.Until), Version: rule.Version, SignalRuleBody: SignalRuleBody{
		Measure: rule.Measure, Norm: rule.Norm, Discipline: rule.Discipline, Window: rule.Window, Kind: rule.Kind, Threshold: rule.Threshold, Weeks: rule.Weeks,
		Level: rule.Level, Theme: rule.Theme, Title: rule.Title, Source: rule.Source}}
	if rule.Region != "" {
		of, err := s.Network.RegionByID(r, rule.Region)
		if err != nil {
			return out, err
		}
		out.Region = of.Slug
	}
	return out, nil
}

func (s *server) ruleOf(r request, b *SignalRuleBody) (rule signal.Rule, err error) {
	rule = signal.Rule{Measure: b.Measure, Norm: b.Norm, Discipline: b.Discipline, Window: b.Window, Kind: b.Kind, Threshold: b.Threshold, Weeks: b.Weeks,
		Level: b.Level, Theme: b.Theme, Title: b.Title, Source: b.Source}
	rule.Region, err = s.regionOf(r, b.Region)
	return rule, err
}

type signalRulesInput struct {
	Region string `query:"region" doc:"Slug van een regio: haar eigen regels, en die overal gelden." example:"rivierenzoom"`
	At     string `query:"at" format:"date-time" doc:"Zoals ze toen waren; zonder is het nu."`
	Ended  bool   `query:"ended" doc:"Ook die gestopt zijn."`
}

// signalRules answers GET /signal-rules.
func (s *server) signalRules(in *signalRulesInput, r request) (out List[signalRule], err error) {
	q := signal.Query{Ended: in.Ended}
	if q.Region, err = s.regionOf(r, in.Region); err != nil {
		return out, err
	}
	if q.At, err = optional(r, "at", in.At); err != nil {
		return out, err
	}
	rules, err := s.Signals.Rules(r, q)
	if err != nil {
		return out, err
	}
	items := make([]signalRule, len(rules))
	for i := range rules {
		if items[i], err = s.showSignalRule(r, &rules[i]); err != nil {
			return out, err
		}
	}
	return all(items), nil
}

func (s *server) wroteRule(r request, rule signal.Rule, err error) (written[signalRule], error) {
	if errors.Is(err, signal.ErrStale) {
		err = changedSinceRead()
	}
	if err != nil {
		return written[signalRule]{}, err
	}
	body, err := s.showSignalRule(r, &rule)
	return written[signalRule]{ETag: versionTag(rule.Version), Body: body}, err
}

type addRuleInput struct{ Body SignalRuleBody }

// addSignalRule answers POST /signal-rules.
func (s *server) addSignalRule(in *addRuleInput, r request) (written[signalRule], error) {
	rule, err := s.ruleOf(r, &in.Body)
	if err == nil {
		rule, err = s.Signals.SaveRule(r, r.actor(), rule)
	}
	return s.wroteRule(r, rule, err)
}

// SignalRulePath is exported because huma fills no other embedded struct.
type SignalRulePath struct {
	ID      string `path:"id" doc:"Id van de regel."`
	IfMatch string `header:"If-Match" doc:"De ETag van wat u las."`
}

func (in *SignalRulePath) which() (rule signal.RuleID, version int64, err error) {
	if rule, err = id.Parse[signal.RuleID](in.ID); err == nil {
		version, err = expectedVersion(in.IfMatch)
	}
	return rule, version, err
}

type putSignalRuleInput struct {
	SignalRulePath
	Body SignalRuleBody
}

// putSignalRule answers PUT /signal-rules/{id}.
func (s *server) putSignalRule(in *putSignalRuleInput, r request) (written[signalRule], error) {
	which, version, err := in.which()
	if err != nil {
		return written[signalRule]{}, err
	}
	rule, err := s.ruleOf(r, &in.Body)
	if err == nil {
		rule.ID, rule.Version = which, version
		rule, err = s.Signals.SaveRule(r, r.actor(), rule)
	}
	return s.wroteRule(r, rule, err)
}

// endSignalRule answers POST /signal-rules/{id}/end.
func (s *server) endSignalRule(in *SignalRulePath, r request) (out written[struct{}], err error) {
	which, version, err := in.which()
	if err == nil {
		err = s.Signals.EndRule(r, r.actor(), which, version)
	}
	if errors.Is(err, signal.ErrStale) {
		err = changedSinceRead()
	}
	return out, err
}

type tryRuleInput struct {
	Body struct {
		SignalRuleBody
		From  time.Time `json:"from"`
		Until time.Time `json:"until" doc:"Hoogstens twee jaar later, en voorbij."`
	}
}

// signalHit is a time in which a rule would have spoken.
type signalHit struct {
	Region      network.RegionID      `json:"region"`
	Wijkverband network.WijkverbandID `json:"wijkverband,omitempty"`
	Name        string                `json:"name,omitempty" doc:"Van de plek, zoals die nu heet."`
	At          string                `json:"at" format:"date-time" doc:"Toen zou de regel een knelpunt hebben gemeld."`
	FellAt      *string               `json:"fell_at,omitempty" format:"date-time" doc:"Toen zou het einde zijn voorgesteld; staat er niet zolang het duurt."`
	Value       float64               `json:"value" doc:"Het percentage dat misging."`
	N           int                   `json:"n" doc:"Van hoeveel."`
	Evidence    []signalEvidence      `json:"evidence"`
}

// signalEvidence is what would stand beside the bottleneck.
type signalEvidence struct {
	Measure string  `json:"measure"`
	Text    string  `json:"text" doc:"Zoals mensen het lezen, met waar het vandaan komt."`
	Value   float64 `json:"value"`
	Limit   float64 `json:"limit"`
	N       int     `json:"n"`
	From    string  `json:"from" format:"date-time"`
	Until   string  `json:"until" format:"date-time"`
}

func showSignalEvidence(all []bottleneck.Evidence) []signalEvidence {
	out := make([]signalEvidence, len(all))
	for i, e := range all {
		out[i] = signalEvidence{e.Code, e.Text, e.Value, e.Norm, e.N, stamp(e.From), stamp(e.Until)}
	}
	return out
}

// trySignalRule answers POST /signal-rules/try.
func (s *server) trySignalRule(in *tryRuleInput, r request) (out written[List[signalHit]], err error) {
	rule, err := s.ruleOf(r, &in.Body.SignalRuleBody)
	if err != nil {
		return out, err
	}
	hits, err := s.Signals.DryRun(r, r.actor(), rule, in.Body.From, in.Body.Until)
	if err != nil {
		return out, err
	}
	items := make([]signalHit, len(hits))
	for i, h := range hits {
		items[i] = signalHit{h.Place.Region, h.Place.Wijkverband, h.Name, stamp(h.At), stampOrNil(h.FellAt), h.Value, h.N, showSignalEvidence(h.Evidence)}
	}
	out.Body = all(items)
	return out, nil
}
