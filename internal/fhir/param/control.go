package param

import (
	"slices"
	"strconv"
	"strings"
)

// controls read the parameters that say what an answer looks like. Those with nil are read by the HTTP
// face, which knows the request.
var controls = map[string]func(p *parser, name, value string){
	"_count":      (*parser).count,
	"_sort":       (*parser).sort,
	"_summary":    (*parser).summary,
	"_elements":   (*parser).elements,
	"_include":    (*parser).include,
	"_revinclude": (*parser).include,
	"_total":      (*parser).total,
	CursorName:    (*parser).cursor,
	"_format":     func(*parser, string, string) {},
	"_pretty":     func(*parser, string, string) {},
}

// ReadCount reads _count. A page is never longer than [MaxCount], whatever is asked.
func ReadCount(value string) (int, bool) {
	n, err := strconv.Atoi(value)
	if err != nil && len(value) > 9 && strings.Trim(value, "0123456789") == "" {
		return MaxCount, true
	}
	return min(n, MaxCount), err == nil && n >= 0
}

func (p *parser) count(name, value string) {
	n, ok := ReadCount(value)
	if !ok {
		p.refuse(name, "Geef een getal van 0 tot en met 1000.", "expected a number from 0 to 1000")
		return
	}
	if n == 0 { // R4 §3.1.1.5.3: the same question as _summary=count
		p.query.Summary = CountOnly
		return
	}
	p.query.Count = n
}

func (p *parser) sort(name, value string) {
	keys := strings.Split(value, ",")
	by, down := strings.CutPrefix(keys[0], "-")
	s := Sort{Down: down}
	if order := p.query.Type.Order; order != "" {
		if value != order {
			p.refuse(name, "Deze gegevens komen in één volgorde.", "expected "+order+", the order in which they always come")
		}
		return
	}
	switch {
	case by == "_id":
		s.By = ByID
	case by == "_lastUpdated":
		s.By = ByUpdated
	case by == "name" && p.query.Type.Named():
		s.By = ByName
	default:
		p.refuse(name, "Zet op volgorde van _id, _lastUpdated of name, met - ervoor voor andersom.", "expected "+sorts(p.query.Type)+", with - before it for the other way round")
		return
	}
	// No two resources share an id or a moment's place, so what is asked behind those changes nothing.
	if len(keys) > 1 && s.By == ByName {
		p.refuse(name, "Geef één volgorde.", "expected one key when it is name")
		return
	}
	p.query.Sort = s
}

func sorts(t *Type) string {
	if t.Named() {
		return "_id, _lastUpdated or name"
	}
	return "_id or _lastUpdated"
}

func (p *parser) summary(name, value string) {
	switch s := Summary(value); s {
	case SummaryTrue, SummaryText, SummaryData, CountOnly:
		p.query.Summary = s
	case "false":
	default:
		p.refuse(name, "Geef true, text, data, count of false.", "expected true, text, data, count or false")
	}
}

func (p *parser) elements(name, value string) {
	for e := range strings.SplitSeq(value, ",") {
		e = strings.TrimPrefix(strings.TrimSpace(e), p.query.Type.Name+".")
		if e == "" || len(e) > 64 || strings.ContainsFunc(e, func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') }) || len(p.query.Elements) >= mostElements {
			p.refuse(name, "Geef namen van onderdelen, met komma's.", "expected names of top-level elements, separated by commas")
			return
		}
		p.query.Elements = append(p.query.Elements, e)
	}
}

func (p *parser) total(name, value string) {
	switch value {
	case "none":
		p.query.Total = false
	case "accurate", "estimate":
		p.query.Total = true
	default:
		p.refuse(name, "Geef none of accurate.", "expected none or accurate")
	}
}

// include reads 'Type:parameter' or 'Type:parameter:target'.
func (p *parser) include(name, value string) {
	parts := strings.Split(value, ":")
	allowed := p.query.Type.includes(name)
	if !p.query.Type.MayInclude(name, value) {
		p.ignore(name, Reason{NL: "Dit kunnen wij niet meesturen.", EN: "cannot be included; expected " + choice(allowed, "")})
		return
	}
	from, _ := Find(parts[0])
	def, _ := from.Param(parts[1])
	inc := Include{From: from, Param: def, Reverse: name == "_revinclude"}
	if len(parts) == 3 {
		t, ok := Find(parts[2])
		if !ok || !slices.Contains(def.Targets, t.Name) || inc.Reverse && t != p.query.Type {
			p.refuse(name, "Dit soort bron past hier niet.", "expected one of "+strings.Join(def.Targets, ", ")+" as target")
			return
		}
		inc.Target = t
	}
	if !slices.Contains(p.query.Include, inc) {
		p.query.Include = append(p.query.Include, inc)
	}
}

// includes are the values that _include or _revinclude may have.
func (t *Type) includes(name string) []string {
	if name == "_revinclude" {
		return t.RevInclude
	}
	return t.Include
}

// MayInclude tells whether a value of _include or _revinclude is done, rather than passed over.
func (t *Type) MayInclude(name, value string) bool {
	parts := strings.Split(value, ":")
	return (len(parts) == 2 || len(parts) == 3) && slices.Contains(t.includes(name), parts[0]+":"+parts[1])
}

func (p *parser) cursor(name, value string) {
	at, ok := readCursor(value, p.query.digest)
	if !ok {
		p.refuse(name, "Deze bladzijde hoort niet bij deze vraag. Begin opnieuw bij de eerste.", "expected the next link of the page before, of the same query")
		return
	}
	p.query.After = at
}
