package site

import "net/url"

// WhyPage is where somebody reads what they may do, and why.
const WhyPage = "/waarom"

// WhyPath is the page about one act and one thing. It holds names of acts and ids, and nothing that
// tells who anybody is.
func WhyPath(act, kind, id string) string {
	return WhyPage + "?" + url.Values{"act": {act}, "type": {kind}, "id": {id}}.Encode()
}
