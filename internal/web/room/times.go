package room

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/appointment"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/web/figure"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// TimesPath is where the free times of a service are kept.
const TimesPath = "/werk/tijden"

// Names of the fields of the form of free times. Those of one time end in its number, from 1.
const (
	dayField     = "dag"
	clockField   = "tijd"
	minutesField = "minuten"
	freeField    = "plekken"
	forField     = "voor"
	linkField    = "link"
	phoneField   = "telefoon"
	holdsField   = "geldt"
)

// leastRows and mostRows bound how many times one form asks; who has more lets a program say them.
const (
	leastRows = 4
	spareRows = 2
	mostRows  = 20
)

// usualMinutes is how long an appointment takes where nobody said.
const usualMinutes = "30"

// holds are how long times may be said to hold.
var holds = []time.Duration{4 * time.Hour, 12 * time.Hour, 24 * time.Hour, 48 * time.Hour, 7 * 24 * time.Hour}

type timesView struct {
	frame   ui.PageView
	name    string
	summary []ui.FieldError
	done    string
	told    string // when and by whom they were published; '' never
	old     bool
	foreign int // times that this form cannot show: a program keeps them
	rows    []timeRow
	kind    ui.Choice
	link    ui.Field
	phone   ui.Field
	holds   ui.Choice
	action  string
	service string
}

// timeRow is one time of the form.
type timeRow struct {
	number                   int
	day, clock, length, free ui.Field
}

// Times shows the free times of a service to who keeps them.
func (p Page) Times(w http.ResponseWriter, r *http.Request) error {
	s, err := p.kept(r)
	if err != nil {
		return err
	}
	is, err := p.Appointments.Of(r.Context(), s.ID)
	if err != nil {
		return err
	}
	return p.times(w, r, http.StatusOK, s, &is, formOfTimes(&is, p.Now()), nil)
}

// SaveTimes takes the free times of a service, as a whole.
func (p Page) SaveTimes(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	s, err := p.kept(r)
	if err != nil {
		return err
	}
	sent, at, wrong := readTimes(r.PostForm)
	if len(wrong) == 0 {
		if _, err = p.Appointments.Publish(r.Context(), p.SignedIn(r), s.ID, sent); err == nil {
			return site.Lead(w, r, TimesPath+"/"+string(s.ID), "ja")
		}
		if fault.KindOf(err) != fault.Invalid {
			return err
		}
		wrong = inForm(fault.Safe(err).Fields, at)
	}
	is, err := p.Appointments.Of(r.Context(), s.ID)
	if err != nil {
		return err
	}
	return p.times(w, r, http.StatusUnprocessableEntity, s, &is, r.PostForm, wrong)
}

// kept gives the service of the address to who may say when people can come.
func (p Page) kept(r *http.Request) (directory.Service, error) {
	missing := fault.Missing("Dit aanbod bestaat niet (meer).", "service not found")
	which, err := id.Parse[directory.ServiceID](r.PathValue("service"))
	if err != nil || p.Appointments == nil {
		return directory.Service{}, missing
	}
	s, err := p.Directory.Service(r.Context(), which)
	if err != nil {
		return s, err
	}
	if !p.mayPublish(r, &s) {
		return s, fault.New(fault.Denied, "Alleen wie de capaciteit van deze organisatie bijhoudt, mag vrije tijden doorgeven.", "the times of this organisation are not yours to keep")
	}
	return s, nil
}

// mayPublish tells whether who is signed in may say when people can come to a service.
func (p Page) mayPublish(r *http.Request, s *directory.Service) bool {
	return p.Access.Right(p.SignedIn(r), "appointment.Publish", access.Subject{Type: "schedule", ID: string(s.ID), Organization: string(s.Organization)}).Allowed
}

func numbered(name string, row int) string { return name + "-" + strconv.Itoa(row) }

// simple tells whether the form can show times: few, and all booked in one way.
func simple(slots []appointment.Slot) bool {
	for i := range slots {
		if slots[i].Kind != slots[0].Kind || slots[i].Link != slots[0].Link || slots[i].Phone != slots[0].Phone {
			return false
		}
	}
	return len(slots) <= mostRows-spareRows
}

// formOfTimes fills the form with the times that have not begun, too old or not: who keeps them says whether they hold.
func formOfTimes(is *appointment.Publication, now time.Time) url.Values {
	f := url.Values{}
	slots := coming(is, now)
	if !simple(slots) {
		return f
	}
	for i := range slots {
		s, n := &slots[i], i+1
		start := s.Start.In(clock.Amsterdam)
		f.Set(numbered(dayField, n), start.Format(time.DateOnly))
		f.Set(numbered(clockField, n), start.Format("15:04"))
		f.Set(numbered(minutesField, n), strconv.Itoa(int(s.End.Sub(s.Start)/time.Minute)))
		f.Set(numbered(freeField, n), strconv.Itoa(s.Free))
		f.Set(forField, string(s.Kind))
		f.Set(linkField, s.Link)
		f.Set(phoneField, s.Phone)
	}
	return f
}

func coming(is *appointment.Publication, now time.Time) (slots []appointment.Slot) {
	for _, s := range is.Slots {
		if s.Start.After(now) {
			slots = append(slots, s)
		}
	}
	return slots
}

// readTimes reads what was typed; at says on which row each time stands. A row without a day and a time is empty.
func readTimes(f url.Values) (sent appointment.Sent, at []int, wrong []fault.Field) {
	get := func(name string) string { return strings.TrimSpace(f.Get(name)) }
	bad := func(name, nl string) {
		wrong = append(wrong, fault.Field{Name: name, Text: fault.Text{NL: nl, EN: "not understood"}})
	}
	if text := get(holdsField); text != "" {
		minutes, err := strconv.Atoi(text)
		if err != nil || minutes < 1 || minutes > mostRhythm/60 {
			bad(holdsField, "Kies hoelang deze tijden gelden.")
		}
		sent.GoodFor = time.Duration(minutes) * time.Minute
	}
	for n := 1; n <= mostRows; n++ {
		day, hour := get(numbered(dayField, n)), get(numbered(clockField, n))
		if day == "" && hour == "" {
			continue
		}
		slot := appointment.Slot{Kind: capacity.KindCode(get(forField)), Link: get(linkField), Phone: get(phoneField), Free: 1}
		start, err := time.ParseInLocation("2006-01-02 15:04", day+" "+hour, clock.Amsterdam)
		if err != nil {
			bad(numbered(dayField, n), "Vul bij tijd "+itoa(n)+" een dag en een tijd in, bijvoorbeeld 24-11-2026 en 9:15.")
		}
		minutes, err := strconv.Atoi(get(numbered(minutesField, n)))
		if err != nil || minutes < 1 || minutes > 24*60 {
			bad(numbered(minutesField, n), "Vul bij tijd "+itoa(n)+" in hoeveel minuten de afspraak duurt, bijvoorbeeld 30.")
		}
		if text := get(numbered(freeField, n)); text != "" {
			if slot.Free, err = strconv.Atoi(text); err != nil {
				bad(numbered(freeField, n), "Vul bij tijd "+itoa(n)+" een heel getal in, bijvoorbeeld 1.")
			}
		}
		slot.Start, slot.End = start, start.Add(time.Duration(minutes)*time.Minute)
		sent.Slots, at = append(sent.Slots, slot), append(at, n)
	}
	return sent, at, wrong
}

var inTimes = regexp.MustCompile(`^times\[(\d+)\](?:\.(\w+))?$`)

// inForm names the fields of an error as the form has them. What is the same for all times is named once.
func inForm(fields []fault.Field, at []int) (wrong []fault.Field) {
	once := map[string]bool{}
	for _, f := range fields {
		name, row := holdsField, 0
		if m := inTimes.FindStringSubmatch(f.Name); m != nil {
			i, _ := strconv.Atoi(m[1])
			row = at[i]
			name = map[string]string{"end": numbered(minutesField, row), "free": numbered(freeField, row), "kind": forField, "link": linkField, "phone": phoneField}[m[2]]
			if name == "" {
				name = numbered(dayField, row)
			}
		}
		if once[name] {
			continue
		}
		once[name] = true
		if f.Name = name; strings.HasSuffix(name, "-"+itoa(row)) {
			f.NL = "Tijd " + itoa(row) + ": " + f.NL
		}
		wrong = append(wrong, f)
	}
	return wrong
}

// times shows the form with what was typed and what is wrong with it.
func (p Page) times(w http.ResponseWriter, r *http.Request, status int, s directory.Service, is *appointment.Publication, f url.Values, wrong []fault.Field) error {
	tables, err := p.Capacity.Tables(r.Context())
	if err != nil {
		return err
	}
	now := p.Now()
	v := timesView{frame: p.frame(r, "Vrije tijden"), name: s.Name, action: TimesPath + "/" + string(s.ID), service: "/aanbod/" + string(s.ID)}
	if site.Done(r) != "" && len(wrong) == 0 {
		v.done = "Opgeslagen. Iedereen ziet deze tijden nu."
	}
	if is.Number > 0 {
		v.told, v.old = figure.Told(is.At, now)+", "+figure.SourceOf(is.Source), !is.Fresh(now)
	}
	if slots := coming(is, now); !simple(slots) {
		v.foreign = len(slots)
	}
	errors := map[string]string{}
	for _, e := range wrong {
		errors[e.Name] = e.NL
		v.summary = append(v.summary, ui.FieldError{ID: e.Name, Message: e.NL})
	}
	v.fill(f, errors, tables)
	return p.Render(w, r, status, timesPage(v))
}

// fill puts in the form what was typed.
func (v *timesView) fill(f url.Values, errors map[string]string, tables *capacity.Tables) {
	filled := 0
	for n := 1; n <= mostRows; n++ {
		if f.Get(numbered(dayField, n))+f.Get(numbered(clockField, n)) != "" {
			filled = n
		}
	}
	for n := 1; n <= min(mostRows, max(leastRows, filled+spareRows)); n++ {
		field := func(name, label, kind, usual string) ui.Field {
			id := numbered(name, n)
			value := f.Get(id)
			if value == "" {
				value = usual
			}
			return ui.Field{ID: id, Name: id, Label: label, Type: kind, Value: value, Error: errors[id], Autocomplete: "off"}
		}
		row := timeRow{number: n, day: field(dayField, "Dag", "date", ""), clock: field(clockField, "Begint om", "time", ""),
			length: field(minutesField, "Minuten", "", usualMinutes), free: field(freeField, "Plekken", "", "1")}
		row.length.InputMode, row.length.MaxLength = "numeric", 4
		row.free.InputMode, row.free.MaxLength = "numeric", 3
		v.rows = append(v.rows, row)
	}
	v.kind = ui.Choice{ID: forField, Name: forField, Label: "Waarvoor zijn deze tijden?", Error: errors[forField]}
	for _, code := range appointment.Kinds {
		v.kind.Options = append(v.kind.Options, ui.Option{Value: string(code), Text: tables.KindName(code), Selected: f.Get(forField) == string(code)})
	}
	v.link = ui.Field{ID: linkField, Name: linkField, Label: "Pagina waar iemand de afspraak maakt", Hint: "Op uw eigen website, bijvoorbeeld https://www.uwpraktijk.nl/afspraak.", Optional: true, Type: "url", Value: f.Get(linkField), Error: errors[linkField], Autocomplete: "off", MaxLength: 500}
	v.phone = ui.Field{ID: phoneField, Name: phoneField, Label: "Of het telefoonnummer om af te spreken", Hint: "Laat u beide leeg? Dan ziet iemand het nummer dat bij uw aanbod staat.", Optional: true, Type: "tel", InputMode: "tel", Value: f.Get(phoneField), Error: errors[phoneField], Autocomplete: "off", MaxLength: 30}
	k, _ := tables.Kind(appointment.FirstAppointment)
	v.holds = ui.Choice{ID: holdsField, Name: holdsField, Label: "Hoelang gelden deze tijden?", Hint: "Daarna laten wij ze niet meer zien, tot u ze opnieuw doorgeeft.", Error: errors[holdsField]}
	usual := strconv.Itoa(int(k.Rhythm.Live / time.Minute))
	for _, d := range holds {
		if value := strconv.Itoa(int(d / time.Minute)); d <= k.Rhythm.Stale {
			v.holds.Options = append(v.holds.Options, ui.Option{Value: value, Text: ui.Lasting(d), Selected: f.Get(holdsField) == value || f.Get(holdsField) == "" && value == usual})
		}
	}
}
