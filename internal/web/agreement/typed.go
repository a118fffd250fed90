package agreement

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/web/site"

	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/measure"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

// Names of the fields of a text, as package agreement names its parts in its errors. Those of a clause
// and an obligation stand behind 'clauses[0].' and 'obligations[0].'.
const (
	titleName    = "title"
	forumName    = "forum"
	kindName     = "kind"
	subjectName  = "subject"
	templateName = "template"
	parentName   = "parent"
	partiesName  = "parties"
	grantsName   = "grants"
	openName     = "open"
	fromName     = "from"
	untilName    = "until"
	reviewName   = "review_at"
	whyName      = "why"
	editName     = "edit"

	numberPart  = "number"
	headingPart = "heading"
	textPart    = "text"
	nationPart  = "national"
	idPart      = "id"
	clausePart  = "clause"
	whoPart     = "who"
	whatPart    = "what"
	measurePart = "measure"
	paramPart   = "params."
	normPart    = "norm"
	periodPart  = "period"
	awayPart    = "weg"
	hasProgram  = "programme"

	otherName   = "andere" // an organisation by name
	whichName   = "wie"    // one of several of that name
	addMeasure  = "meting" // how a further promise is measured
	doName      = "doe"
	doClause    = "artikel"
	doDuty      = "belofte"
	doParty     = "partij"
	doForum     = "tafel"
	doSave      = "bewaar"
	mostRows    = 120
	yesValue    = "ja"
	wijkPrefix  = "wijkverband:"
	programPart = "programme."
)

// typed is a text as it was typed: it becomes a draft only on the way in, so that a mistake never costs
// somebody their words.
type typed struct{ url.Values }

func row(list string, i int, part string) string { return fmt.Sprintf("%s[%d].%s", list, i, part) }

const (
	clauseRows = "clauses"
	dutyRows   = "obligations"
)

// rows are the numbers of the rows of a list that were typed, in order.
func (t typed) rows(list string) (all []int) {
	for name := range t.Values {
		rest, ok := strings.CutPrefix(name, list+"[")
		if !ok {
			continue
		}
		number, _, ok := strings.Cut(rest, "]")
		if n, err := strconv.Atoi(number); ok && err == nil && n >= 0 && n < mostRows && !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	slices.Sort(all)
	return all
}

func (t typed) in(list string, i int, part string) string {
	return plainLines(t.Get(row(list, i, part)))
}

func (t typed) put(list string, i int, part, value string) { t.Set(row(list, i, part), value) }

func plainLines(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

func (t typed) has(name, value string) bool { return slices.Contains(t.Values[name], value) }

// typedOf is the form of a draft.
func typedOf(d *agreement.Draft) typed {
	t := typed{url.Values{
		titleName: {d.Title}, forumName: {forumText(d.Forum)}, kindName: {string(d.Kind)}, subjectName: {d.Subject}, templateName: {d.Template},
		parentName: {string(d.Parent)}, fromName: {dayText(d.From)}, untilName: {dayText(lastDay(d.Until))}, reviewName: {dayText(d.ReviewAt)},
	}}
	for _, p := range d.Parties {
		t.Add(partiesName, string(p))
	}
	for _, g := range d.Grants {
		t.Add(grantsName, string(g))
	}
	if d.Open {
		t.Set(openName, yesValue)
	}
	for i, c := range d.Clauses {
		t.putClause(i, c)
	}
	for i, o := range d.Obligations {
		t.putDuty(i, o)
	}
	t.putProgramme(d.Programme)
	return t
}

func (t typed) putClause(i int, c agreement.Clause) {
	t.put(clauseRows, i, numberPart, c.Number)
	t.put(clauseRows, i, headingPart, c.Heading)
	t.put(clauseRows, i, textPart, c.Text)
	if c.NationalOnly {
		t.put(clauseRows, i, nationPart, yesValue)
	}
}

func (t typed) putDuty(i int, o agreement.Obligation) {
	for part, value := range map[string]string{idPart: o.ID, clausePart: o.Clause, whoPart: o.Who, whatPart: o.What, measurePart: o.Measure,
		normPart: strconv.Itoa(o.Norm), periodPart: o.Period} {
		t.put(dutyRows, i, part, value)
	}
	for key, n := range o.Params {
		t.put(dutyRows, i, paramPart+key, strconv.Itoa(n))
	}
}

// programmeWords are the parts of a programme that are words.
func programmeWords(p *agreement.Programme) map[string]*string {
	return map[string]*string{"need": &p.Need, "group": &p.Group, "guideline": &p.Guideline, "way_in": &p.WayIn, "lead": &p.Lead, "referral": &p.Referral}
}

func (t typed) putProgramme(p *agreement.Programme) {
	if p == nil {
		return
	}
	t.Set(hasProgram, yesValue)
	for part, text := range programmeWords(p) {
		t.Set(programPart+part, *text)
	}
	for _, d := range p.Disciplines {
		t.Add(programPart+"disciplines", string(d))
	}
	t.Values[programPart+"measures"] = p.Measures
	if p.MainContractor {
		t.Set(programPart+"main_contractor", yesValue)
	}
}

// draft is what was typed, with which row of the form each clause and obligation comes from, and what is
// wrong with it by field. What a program cannot read is said here; the rest is for package agreement.
func (t typed) draft(region network.RegionID) (d agreement.Draft, at map[string]int, wrong map[string]string) {
	at, wrong = map[string]int{}, map[string]string{}
	d = agreement.Draft{Kind: agreement.Kind(t.Get(kindName)), Forum: forumOf(t.Get(forumName), region), Subject: t.Get(subjectName), Title: t.Get(titleName),
		Parent: agreement.ID(t.Get(parentName)), Template: t.Get(templateName), Open: t.Get(openName) != ""}
	for _, p := range t.Values[partiesName] {
		d.Parties = append(d.Parties, network.OrganizationID(p))
	}
	for _, g := range t.Values[grantsName] {
		d.Grants = append(d.Grants, network.OrganizationID(g))
	}
	for name, day := range map[string]*time.Time{fromName: &d.From, untilName: &d.Until, reviewName: &d.ReviewAt} {
		on, err := dayIn(t.Get(name), name)
		if err != nil {
			wrong[name] = site.Said(err)
		}
		if *day = on; name == untilName && !on.IsZero() {
			*day = on.AddDate(0, 0, 1)
		}
	}
	for _, i := range t.rows(clauseRows) {
		c := agreement.Clause{Number: t.in(clauseRows, i, numberPart), Heading: t.in(clauseRows, i, headingPart), Text: t.in(clauseRows, i, textPart),
			NationalOnly: t.in(clauseRows, i, nationPart) != ""}
		if t.in(clauseRows, i, awayPart) != "" || c.Heading == "" && c.Text == "" {
			continue
		}
		at[row(clauseRows, len(d.Clauses), "")] = i
		d.Clauses = append(d.Clauses, c)
	}
	for _, i := range t.rows(dutyRows) {
		if t.in(dutyRows, i, awayPart) != "" {
			continue
		}
		at[row(dutyRows, len(d.Obligations), "")] = i
		d.Obligations = append(d.Obligations, t.duty(i, wrong))
	}
	d.Programme = t.programme()
	return d, at, wrong
}

func (t typed) duty(i int, wrong map[string]string) agreement.Obligation {
	number := func(part string) int {
		n, err := strconv.Atoi(t.in(dutyRows, i, part))
		if err != nil {
			wrong[row(dutyRows, i, part)] = "Vul een heel getal in."
		}
		return n
	}
	o := agreement.Obligation{ID: t.in(dutyRows, i, idPart), Clause: t.in(dutyRows, i, clausePart), Who: cmp.Or(t.in(dutyRows, i, whoPart), each), What: t.in(dutyRows, i, whatPart),
		Measure: t.in(dutyRows, i, measurePart), Period: t.in(dutyRows, i, periodPart), Norm: number(normPart)}
	if k, known := measure.Find(o.Measure); known && len(k.Params) > 0 {
		o.Params = map[string]int{}
		for _, p := range k.Params {
			if p.Optional && t.in(dutyRows, i, paramPart+p.Key) == "" {
				continue
			}
			if n := number(paramPart + p.Key); !p.Optional || n != p.Usual {
				o.Params[p.Key] = n
			}
		}
	}
	return o
}

func (t typed) programme() *agreement.Programme {
	if t.Get(hasProgram) == "" {
		return nil
	}
	p := &agreement.Programme{Measures: t.Values[programPart+"measures"], MainContractor: t.Get(programPart+"main_contractor") != ""}
	for part, text := range programmeWords(p) {
		*text = plainLines(t.Get(programPart + part))
	}
	for _, d := range t.Values[programPart+"disciplines"] {
		p.Disciplines = append(p.Disciplines, network.DisciplineCode(d))
	}
	return p
}

// addClause adds an empty clause with the next number.
func (t typed) addClause() {
	next, number := 0, 1
	for _, i := range t.rows(clauseRows) {
		next = i + 1
		if n, err := strconv.Atoi(t.in(clauseRows, i, numberPart)); err == nil && n >= number {
			number = n + 1
		}
	}
	if next < mostRows {
		t.putClause(next, agreement.Clause{Number: strconv.Itoa(number)})
	}
}

// addDuty adds an obligation that is measured as was chosen, with the usual numbers.
func (t typed) addDuty() {
	next := 0
	for _, i := range t.rows(dutyRows) {
		next = i + 1
	}
	if next >= mostRows {
		return
	}
	o := agreement.Obligation{Who: each, Measure: measure.Attested, Norm: 100, Period: "quarter"}
	if k, known := measure.Find(t.Get(addMeasure)); known {
		o.Measure, o.What, o.Norm, o.Period, o.Params = k.Code, k.Name, k.Norm, "month", map[string]int{}
		for _, p := range k.Params {
			o.Params[p.Key] = p.Usual
		}
	}
	if first := t.rows(clauseRows); len(first) > 0 {
		o.Clause = t.in(clauseRows, first[0], numberPart)
	}
	t.putDuty(next, o)
}

// forumText and forumOf write a table as one value of a form. A region's is always the reader's own.
func forumText(f mandate.Forum) string {
	if f.Kind == mandate.Wijkverband {
		return wijkPrefix + string(f.Wijkverband)
	}
	return string(f.Kind)
}

func forumOf(text string, region network.RegionID) mandate.Forum {
	if w, ok := strings.CutPrefix(text, wijkPrefix); ok {
		return mandate.Forum{Kind: mandate.Wijkverband, Region: region, Wijkverband: network.WijkverbandID(w)}
	}
	f := mandate.Forum{Kind: mandate.ForumKind(text)}
	if f.Kind != mandate.Nation {
		f.Region = region
	}
	return f
}
