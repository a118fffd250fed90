package app

import (
	"html"
	"net/url"
	"regexp"
	"strings"
)

var (
	values = regexp.MustCompile(`(?s)\svalue="[^"]*"|<input type="hidden" name="[^"]*"`)
	areas  = regexp.MustCompile(`(?s)<textarea[^>]*>.*?</textarea>`)
)

// withoutFields leaves out what stands in the fields of forms.
func withoutFields(page string) string {
	return areas.ReplaceAllString(values.ReplaceAllString(page, ""), "")
}

// form is one on a page, as a browser would send it.
type form struct {
	page, action string
	fixed        url.Values
	free         map[string]string // fields in which one types, with their type
}

var (
	forms  = regexp.MustCompile(`(?s)<form[^>]*method="post"[^>]*>.*?</form>`)
	attr   = regexp.MustCompile(`([a-z-]+)="([^"]*)"`)
	option = regexp.MustCompile(`<option([^>]*)>`)
	inputs = regexp.MustCompile(`(?s)<(input|textarea|button)\b[^>]*>`)
	lists  = regexp.MustCompile(`(?s)<select\b([^>]*)>(.*?)</select>`)
)

// formsOf reads the forms of a page.
func formsOf(page, body string) (all []form) {
	for _, text := range forms.FindAllString(body, -1) {
		head, rest, _ := strings.Cut(text, ">")
		f := form{page: page, action: attributes(head)["action"], fixed: url.Values{}, free: map[string]string{}}
		if f.action == "" {
			f.action = page
		}
		for _, tag := range inputs.FindAllStringSubmatch(rest, -1) {
			a := attributes(tag[0])
			switch kind := a["type"]; {
			case a["name"] == "", tag[1] == "button" && f.fixed.Has(a["name"]):
			case tag[1] == "textarea", tag[1] == "input" && (kind == "" || kind == "text" || kind == "email" || kind == "tel" || kind == "url" || kind == "search"):
				f.free[a["name"]] = kind
				f.fixed.Set(a["name"], a["value"])
			case kind == "radio" && f.fixed.Has(a["name"]) && !strings.Contains(tag[0], " checked"):
			case kind == "checkbox" && !strings.Contains(tag[0], " checked"):
			default:
				f.fixed.Set(a["name"], a["value"])
			}
		}
		for _, tag := range lists.FindAllStringSubmatch(rest, -1) {
			name := attributes(tag[1])["name"]
			for _, o := range option.FindAllStringSubmatch(tag[2], -1) {
				if v := attributes(o[1])["value"]; v != "" && (f.fixed.Get(name) == "" || strings.Contains(o[1], " selected")) {
					f.fixed.Set(name, v)
				}
			}
		}
		all = append(all, f)
	}
	return all
}

func attributes(tag string) map[string]string {
	found := map[string]string{}
	for _, a := range attr.FindAllStringSubmatch(tag, -1) {
		found[a[1]] = html.UnescapeString(a[2])
	}
	return found
}
