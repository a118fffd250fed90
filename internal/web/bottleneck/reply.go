package bottleneck

import (
	"strings"
	"time"

	core "eerstelijn/internal/bottleneck"
	"eerstelijn/internal/web/ui"
)

// firstReplies stand on the board unfolded.
const firstReplies = 2

// replyView is what a higher level said, word for word.
type replyView struct {
	head, when, title, href, words, to string
	at                                 time.Time
}

// replied fills in what higher levels said, the newest in sight.
func (v *boardView) replied(all []core.Reply) {
	for i := range all {
		r := &all[i]
		x := replyView{head: r.From(), at: r.At, when: ui.Date(r.At), title: r.Title, href: pathOf(r.ID), words: r.Words}
		var to []string
		for _, o := range r.To {
			to = append(to, owner(o))
		}
		x.to = "Voor " + strings.Join(to, ", ") + "."
		if i < firstReplies {
			v.replies = append(v.replies, x)
		} else {
			v.earlier = append(v.earlier, x)
		}
	}
}
