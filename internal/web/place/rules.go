package place

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Names of the fields of the forms on the page of agreements. deskForm and ruleForm tell the two apart.
const (
	rulesPath         = Path + "/regels"
	organizationField = "organisatie"
	sortField         = "soort"
	speedField        = "spoed"
	daysField         = "dagen"
	deskForm          = "coordinatie"
	ruleForm          = "regel"
	mostDays          = 365
	mostAgreed        = 300 // as package placement lets them be
)

// rulesView is what a region agreed on coordination and bridging, with the forms to change it.
type rulesView struct {
	frame ui.PageView
	done  *done
	title string
	desk  string
	rules []agreed
	typed agreement
	fresh bool // the form makes a rule; else it changes one
	kinds ui.Choice
	speed ui.Choice
	wrong []ui.FieldError
}

// agreed is one rule as the page shows it.
type agreed struct {
	id, title, who, what, days, paid, edit string
	key                                    []ui.Hidden
}

// agreement is what was typed in one of the two forms, and what is wrong with it by field.
type agreement struct {
	form    string
	values  map[string]string
	wrong   map[string]string
	several []network.Organization // that the name may mean
}

// mayRules tells whether somebody lays down what their region agreed.
func (p Page) mayRules(who access.Actor) bool {
	return who.Region != "" && p.Access.Decide(who, "placement.SaveBridgingRule", deskSubject(network.RegionID(who.Region), "")).Allowed
}

// Rules shows who runs the desk of one's region, and how the region bridges.
func (p Page) Rules(w http.ResponseWriter, r *http.Request) error {
	return p.rules(w, r, http.StatusOK, agreement{})
}

func (p Page) rules(w http.ResponseWriter, r *http.Request, status int, typed agreement) error {
	ctx, who := r.Context(), p.SignedIn(r)
	if !p.mayRules(who) {
		return refused("placement.SaveBridgingRule")
	}
	region, err := p.Network.RegionByID(ctx, network.RegionID(who.Region))
	if err != nil {
		return err
	}
	b, err := p.book(ctx)
	if err != nil {
		return err
	}
	desk, err := p.Placement.DeskOf(ctx, region.ID)
	if err != nil {
		return err
	}
	rules, err := p.Placement.BridgingRules(ctx, region.ID)
	if err != nil {
		return err
	}
	v := rulesView{done: doneOf(r), title: "Afspraken in " + regionTitle(region.Name), typed: typed, fresh: true}
	if v.desk, err = b.organization(desk); err != nil {
		return err
	}
	q := r.URL.Query()
	for i := range rules {
		rule := &rules[i]
		one, err := b.agreed(rule)
		if err != nil {
			return err
		}
		v.rules = append(v.rules, one)
		if typed.form == "" && q.Has(sortField) && string(rule.Kind) == q.Get(sortField) && string(rule.Urgency) == q.Get(speedField) {
			v.fresh = false
			v.typed = agreement{values: map[string]string{sortField: string(rule.Kind), speedField: string(rule.Urgency), organizationField: one.who,
				whatField: rule.What, daysField: strconv.Itoa(rule.Days), paidField: rule.Paid}}
		}
	}
	v.choices(b)
	v.wrong = v.typed.errors()
	v.frame = p.frame(r, "Afspraken over plaatsing", append(rootCrumbs[:2:2], ui.Link{Text: "Afspraken"})...)
	return p.Render(w, r, status, rulesPage(v))
}

// agreed shows a rule.
func (b *book) agreed(rule *placement.BridgingRule) (one agreed, err error) {
	one = agreed{id: rule.ID, what: rule.What, days: ui.Amount(rule.Days, "dag", "dagen"), paid: rule.Paid, title: "Voor alles"}
	if rule.Kind != "" {
		one.title = ui.Capital(b.kind(rule.Kind))
	}
	if rule.Urgency != "" {
		one.title += ", " + ui.Lower(b.mark(rule.Urgency).name)
	}
	key := url.Values{sortField: {string(rule.Kind)}, speedField: {string(rule.Urgency)}}
	one.edit = rulesPath + "?" + key.Encode() + "#" + ruleForm
	for _, name := range []string{sortField, speedField} {
		one.key = append(one.key, ui.Hidden{Name: name, Value: key.Get(name)})
	}
	one.who, err = b.organization(rule.Organization)
	return one, err
}

// choices fills in for what a rule can be.
func (v *rulesView) choices(b *book) {
	v.kinds = v.choice(ui.Choice{Name: sortField, Label: "Voor welke soort?", Options: []ui.Option{{Text: "Alle soorten"}}})
	for _, k := range b.kinds.Kinds {
		v.kinds.Options = append(v.kinds.Options, ui.Option{Value: string(k.Code), Text: k.Name, Selected: string(k.Code) == v.value(ruleForm, sortField)})
	}
	v.speed = v.choice(ui.Choice{Name: speedField, Label: "Hoe snel?", Options: []ui.Option{{Text: "Alles"}}})
	for _, u := range b.words.Urgencies {
		v.speed.Options = append(v.speed.Options, ui.Option{Value: string(u.Code), Text: u.Name, Selected: string(u.Code) == v.value(ruleForm, speedField)})
	}
}

func (v *rulesView) choice(c ui.Choice) ui.Choice {
	c.ID = ruleForm + "-" + c.Name
	if v.typed.form == ruleForm {
		c.Error = v.typed.wrong[c.Name]
	}
	return c
}

// value is what stands in a field of a form. A rule that is changed was typed by nobody yet.
func (v *rulesView) value(form, name string) string {
	if v.typed.form == form || v.typed.form == "" && form == ruleForm {
		return v.typed.values[name]
	}
	return ""
}

// text is a field of a form with what was typed in it.
func (v *rulesView) text(form string, x ui.Field) ui.Field {
	x.ID, x.Autocomplete, x.Value = form+"-"+x.Name, "off", v.value(form, x.Name)
	if v.typed.form == form {
		x.Error = v.typed.wrong[x.Name]
	}
	return x
}

// which asks which of several organisations of a name is meant; nothing to choose else.
func (v *rulesView) which(form string) ui.Choice {
	c := ui.Choice{ID: form + "-" + whoField, Name: whoField, Label: "Welke van deze?"}
	if v.typed.form != form {
		return c
	}
	for _, o := range v.typed.several {
		c.Options = append(c.Options, ui.Option{Value: string(o.ID), Text: o.Name, Hint: joinedWords(o.Website, o.Phone)})
	}
	return c
}

func joinedWords(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), ", ")
}

func (a *agreement) errors() (all []ui.FieldError) {
	for _, name := range []string{organizationField, sortField, speedField, whatField, daysField, paidField} {
		if a.wrong[name] != "" {
			all = append(all, ui.FieldError{ID: a.form + "-" + name, Message: a.wrong[name]})
		}
	}
	if w := a.wrong[formField]; w != "" {
		all = append(all, ui.FieldError{ID: "inhoud", Message: w})
	}
	return all
}

// organization finds the one organisation that was named, or chosen of several of a name.
func (p Page) organization(ctx context.Context, a *agreement) (network.OrganizationID, error) {
	name := a.values[organizationField]
	if name == "" {
		return "", fault.InvalidField("organization", "Vul de naam van de organisatie in.", "expected the name of an organisation")
	}
	found, err := p.Network.Organizations(ctx, network.OrganizationQuery{Name: name, Limit: 20})
	if err != nil {
		return "", err
	}
	if same := slices.DeleteFunc(slices.Clone(found), func(o network.Organization) bool { return !strings.EqualFold(o.Name, name) }); len(same) > 0 {
		found = same
	}
	if len(found) == 1 {
		return found[0].ID, nil
	}
	for _, o := range found {
		if string(o.ID) == a.values[whoField] {
			return o.ID, nil
		}
	}
	if len(found) == 0 {
		return "", fault.InvalidField("organization", "Deze organisatie kennen we niet. Schrijf de naam zoals die op de sociale kaart staat.", "unknown organization")
	}
	a.several = found
	return "", fault.InvalidField("organization", "Er zijn meer organisaties met deze naam. Schrijf de hele naam, of kies hieronder.", "several organizations have this name")
}

// agree reads a form, has save lay down what it says, and leads back; a mistake shows the form again.
func (p Page) agree(form, act, what string, save func(ctx context.Context, who access.Actor, a *agreement) error) site.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := site.Form(r); err != nil {
			return err
		}
		who := p.SignedIn(r)
		if !p.mayRules(who) {
			return refused(act)
		}
		a := agreement{form: form, values: map[string]string{}, wrong: map[string]string{}}
		for name := range r.PostForm {
			a.values[name] = strings.TrimSpace(r.PostForm.Get(name))
		}
		err := save(r.Context(), who, &a)
		if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
			safe := fault.Safe(err)
			for _, f := range safe.Fields {
				a.wrong[agreedField(f.Name)] = f.NL
			}
			if len(a.wrong) == 0 {
				a.wrong[formField] = safe.Text.NL
			}
			return p.rules(w, r, site.Status(err), a)
		}
		if err != nil {
			return err
		}
		return site.Lead(w, r, rulesPath, what)
	}
}

// agreedField gives the field of the page for a part that package placement finds fault with.
func agreedField(part string) string {
	if name, known := map[string]string{"organization": organizationField, "kind": sortField, "urgency": speedField, "what": whatField, "days": daysField, "paid": paidField}[part]; known {
		return name
	}
	return formField
}

func (p Page) saveDesk(ctx context.Context, who access.Actor, a *agreement) error {
	desk, err := p.organization(ctx, a)
	if err != nil {
		return err
	}
	return p.Placement.SaveDesk(ctx, who, network.RegionID(who.Region), desk)
}

func (p Page) saveRule(ctx context.Context, who access.Actor, a *agreement) error {
	organization, err := p.organization(ctx, a)
	if err != nil {
		return err
	}
	days, err := strconv.Atoi(a.values[daysField])
	if err != nil {
		return fault.InvalidField("days", "Vul een heel getal in, van 1 tot 365.", "expected a whole number, 1 to 365")
	}
	_, err = p.Placement.SaveBridgingRule(ctx, who, placement.BridgingRule{Region: network.RegionID(who.Region), Kind: capacity.KindCode(a.values[sortField]),
		Urgency: placement.Urgency(a.values[speedField]), Organization: organization, What: a.values[whatField], Days: days, Paid: a.values[paidField]})
	return err
}

func (p Page) endRule(ctx context.Context, who access.Actor, a *agreement) error {
	err := p.Placement.EndBridgingRule(ctx, who, network.RegionID(who.Region), capacity.KindCode(a.values[sortField]), placement.Urgency(a.values[speedField]))
	if fault.KindOf(err) == fault.NotFound {
		return nil // it was ended already: a second click
	}
	return err
}
