package agreement

import (
	"net/http"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/asof"
	"eerstelijn/internal/web/ui"
)

// rootParam is the parameter that asks for the tree below one agreement.
const rootParam = "afspraak"

// treeView is which agreement serves which, and who has none.
type treeView struct {
	frame ui.PageView
	title string
	asked asof.View
	nodes []nodeView
}

type nodeView struct {
	title, href, where string
	state              sign
	without            []string
	children           []nodeView
}

// Tree shows which agreements implement which, on a day, and who has not.
func (p Page) Tree(w http.ResponseWriter, r *http.Request) error {
	who, q := p.SignedIn(r), r.URL.Query()
	about := access.Subject{Type: "agreement", Organization: who.Organization, Region: who.Region}
	if identity.SignedIn(who) && !p.Access.Decide(who, "agreement.Tree", about).Allowed {
		return fault.New(fault.Denied, "Deze pagina is voor wie in de eerste lijn werkt.", "agreement.Tree is not permitted")
	}
	root := agreement.ID("")
	if text := q.Get(rootParam); text != "" {
		found, err := id.Parse[agreement.ID](text)
		if err != nil {
			return missing()
		}
		root = found
	}
	day := asof.Of(r, asof.Field, p.Today())
	v := treeView{title: "Wie voert wat uit?", asked: day.Ask(treePath)}
	if root != "" {
		v.asked.Keep = []ui.Hidden{{Name: rootParam, Value: string(root)}}
		v.asked.Now = treePath + "?" + rootParam + "=" + string(root)
	}
	region := network.RegionID("")
	if root == "" {
		region = network.RegionID(who.Region)
	}
	nodes, err := p.Agreements.Tree(r.Context(), who, root, region, day.At)
	if err != nil {
		return err
	}
	b, err := p.book(r.Context())
	if err != nil {
		return err
	}
	if v.nodes, err = b.nodes(nodes, day); err != nil {
		return err
	}
	v.frame = p.frame(r, v.title, append(rootCrumbs[:2:2], ui.Link{Text: "Boom"})...)
	return p.Render(w, r, day.Status(), treePage(v))
}

func (b *book) nodes(all []agreement.Node, day asof.Day) (list []nodeView, err error) {
	for _, n := range all {
		v := nodeView{title: n.Title, href: day.On(onePath(n.ID)), state: states[n.State]}
		if n.Hidden {
			v.title, v.href = "Een afspraak die u niet kunt lezen", ""
		}
		if v.where, err = b.forum(n.Forum); err != nil {
			return nil, err
		}
		for _, x := range n.Without {
			v.without = append(v.without, x.Name)
		}
		if v.children, err = b.nodes(n.Children, day); err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// firstNames are the first few of a list, so that a short one needs no opening.
func firstNames(names []string) string {
	if len(names) <= 3 {
		return ui.Joined(names)
	}
	return ui.Joined(names[:2]) + " en meer"
}
