package offer

import (
	"fmt"
	"strings"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/network"
)

// areaLevels are the areas in which a service can come, the largest first.
var areaLevels = []network.AreaKind{network.Municipality, network.Wijk, network.Buurt}

// sayAreas writes areas one a line: by name, with the code where others have that name too.
func (p Page) sayAreas(codes []network.AreaCode) string {
	var lines []string
	for _, code := range codes {
		lines = append(lines, p.sayArea(code))
	}
	return strings.Join(lines, "\n")
}

func (p Page) sayArea(code network.AreaCode) string {
	atlas := p.Finder.Atlas()
	if atlas == nil {
		return string(code)
	}
	a, ok := atlas.Area(code)
	if !ok {
		return string(code)
	}
	if len(p.named(a.Name)) == 1 {
		return a.Name
	}
	return fmt.Sprintf("%s (%s)", a.Name, code)
}

// named finds the areas of a name.
func (p Page) named(name string) (found []network.Area) {
	atlas := p.Finder.Atlas()
	if atlas == nil {
		return nil
	}
	for _, kind := range areaLevels {
		for _, a := range atlas.Areas(kind) {
			if strings.EqualFold(a.Name, name) {
				found = append(found, a)
			}
		}
	}
	return found
}

// readAreas reads what [Page.sayAreas] writes and people type: a name, a code, or both.
func (p Page) readAreas(text string, base []network.AreaCode, bad *wrong) (codes []network.AreaCode) {
	for _, line := range split(text, "\n") {
		code := line
		if open := strings.LastIndex(line, "("); open >= 0 && strings.HasSuffix(line, ")") {
			code = line[open+1 : len(line)-1]
		}
		kept := false
		for _, b := range base {
			if kept = strings.EqualFold(string(b), code); kept {
				codes = append(codes, b)
				break
			}
		}
		if kept {
			continue
		}
		if atlas := p.Finder.Atlas(); atlas != nil {
			if a, ok := atlas.Area(network.AreaCode(strings.ToUpper(code))); ok {
				codes = append(codes, a.Code)
				continue
			}
		}
		switch found := p.named(line); len(found) {
		case 0:
			bad.add("servedAreas", "Een van deze plaatsen kennen wij niet. Schrijf de naam van een gemeente, wijk of buurt, elk op een eigen regel.")
			return base
		case 1:
			codes = append(codes, found[0].Code)
		default:
			var ways []string
			for _, a := range found[:min(5, len(found))] {
				ways = append(ways, fmt.Sprintf("%s (%s)", a.Name, a.Code))
			}
			bad.add("servedAreas", "Er zijn meer plaatsen met deze naam. Schrijf welke u bedoelt: "+strings.Join(ways, ", ")+".")
			return base
		}
	}
	return codes
}

// nothing is what an empty field says.
const nothing = "(niets)"

// say says a value as its owner reads it.
func (p Page) say(field string, v directory.Value) string {
	out := make([]string, len(v))
	for i, item := range v {
		out[i] = p.word(field, item)
	}
	if len(out) == 0 {
		return nothing
	}
	return strings.Join(out, "; ")
}
