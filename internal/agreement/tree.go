package agreement

import (
	"cmp"
	"context"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Tree gives the agreements that bound at a moment (zero: now) as they implement each other, with the regions and
// wijkverbanden that have not. With a root it is that agreement and all below it; with a region the
// national ones as that region implements them, and the region's own down to its wijken; with neither the
// nation down to its regions. Of what the reader may not read it shows that it is there, and not what it
// says.
func (s *Service) Tree(ctx context.Context, actor access.Actor, root ID, region network.RegionID, at time.Time) (out []Node, err error) {
	defer fault.Wrap(&err, "agreement.Tree")
	may, err := s.sightOf(ctx, actor, "agreement.Tree")
	if err != nil {
		return nil, err
	}
	read := func(ctx context.Context, tx *store.Tx) error {
		out, err = s.tree(ctx, tx, may, root, region, at)
		return err
	}
	if may.nothing {
		err = s.read(ctx, read)
		return out, err
	}
	subject := access.Subject{Type: "region", ID: string(region), Organization: actor.Organization, Region: actor.Region, Wijkverband: actor.Wijkverband}
	if root != "" {
		subject.Type, subject.ID = "agreement", string(root)
	}
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "agreement.Tree", Load: func(context.Context, *store.Tx) (access.Subject, error) { return subject, nil }},
		func(ctx context.Context, tx *act.Tx) error {
			err := read(ctx, tx.Tx)
			tx.Found(len(out))
			return err
		})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (s *Service) tree(ctx context.Context, tx *store.Tx, may sight, root ID, region network.RegionID, at time.Time) ([]Node, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	deep := root != "" || region != ""
	if root != "" {
		if err := tx.QueryRow(ctx, `SELECT region FROM agreement WHERE id = $1`, root).Scan(&region); err != nil {
			return nil, missing()
		}
	}
	var a args
	below := ``
	where := stood(&a, at) + ` AND s.state IN ('active', 'review')`
	if root != "" {
		// Whatever once stood below it, by any version of a text: which of them did so then is seen from the rows.
		below = `WITH RECURSIVE below (id) AS (SELECT id FROM agreement WHERE id = ` + a.add(root) + `
			UNION SELECT t.agreement FROM below b JOIN agreement_text t ON t.parent = b.id) `
		where += ` AND a.id IN (SELECT id FROM below)`
	}
	switch {
	case region != "":
		where += ` AND a.region IN ('', ` + a.add(region) + `)`
	case !deep:
		where += ` AND a.level <> 'wijk'`
	}
	sees := `CASE WHEN ` + may.where(&a, clock.Micros(now)) + ` THEN 1 ELSE 0 END`
	nodes, err := store.All(ctx, tx, func(row func(...any) error) (*Node, error) {
		var seen bool
		m, err := scanSummary(row, &seen)
		return &Node{Summary: m, Hidden: !seen}, err
	}, below+`SELECT `+summaryColumns+`, `+sees+fromStates+where+` ORDER BY a.number`, a...)
	if err != nil {
		return nil, err
	}
	if at.IsZero() {
		at = now
	}
	g := grove{of: map[ID][]*Node{}, there: map[ID]bool{}, region: region, deep: deep}
	if g.places, err = placesAt(ctx, tx, region, deep, at); err != nil {
		return nil, err
	}
	for _, n := range nodes {
		g.there[n.ID] = true
	}
	var roots []*Node
	for _, n := range nodes {
		if g.there[n.Parent] {
			g.of[n.Parent] = append(g.of[n.Parent], n)
		}
		if n.ID == root || root == "" && !g.there[n.Parent] {
			roots = append(roots, n)
		}
	}
	slices.SortStableFunc(roots, func(a, b *Node) int { return cmp.Compare(rank(a.Level), rank(b.Level)) })
	out := make([]Node, len(roots))
	for i, n := range roots {
		out[i] = g.grown(n)
	}
	return out, nil
}

// grove is what a tree is made of.
type grove struct {
	of     map[ID][]*Node // by what they implement
	there  map[ID]bool
	places []Place // that could have implemented something, by name
	region network.RegionID
	deep   bool
}

// grown gives a node with all below it.
func (g *grove) grown(n *Node) Node {
	out := *n
	regions, wijken := map[network.RegionID]bool{}, map[network.WijkverbandID]bool{}
	g.held(n, regions, wijken)
	for _, child := range g.of[n.ID] {
		out.Children = append(out.Children, g.grown(child))
	}
	for _, p := range g.places {
		switch {
		case n.Level == LevelNation && p.Wijkverband == "" && !regions[p.Region],
			n.Level == LevelRegion && p.Wijkverband != "" && p.Region == n.Forum.Region && !wijken[p.Wijkverband]:
			out.Without = append(out.Without, p)
		}
	}
	if out.Hidden {
		out.ID, out.Title, out.Parent, out.Number = "", "", "", 0
	}
	return out
}

// held notes where something below a node implements it, directly or by way of others.
func (g *grove) held(n *Node, regions map[network.RegionID]bool, wijken map[network.WijkverbandID]bool) {
	for _, child := range g.of[n.ID] {
		regions[child.Forum.Region], wijken[child.Forum.Wijkverband] = true, true
		g.held(child, regions, wijken)
	}
}

// placesAt gives the regions, and of one region (or, in a whole tree, of all) the wijkverbanden, that there were
// at a moment.
func placesAt(ctx context.Context, tx *store.Tx, region network.RegionID, deep bool, at time.Time) ([]Place, error) {
	var a args
	us := a.add(clock.Micros(at))
	query := `SELECT v.region, '' AS wijkverband, v.name FROM region_version v WHERE v.from_at <= ` + us + ` AND (v.until_at IS NULL OR v.until_at > ` + us + `)`
	only := ``
	if region != "" {
		of := a.add(region)
		query += ` AND v.region = ` + of
		only = ` AND w.region = ` + of
	}
	if deep {
		query += ` UNION ALL SELECT w.region, w.id, v.name FROM wijkverband w JOIN wijkverband_version v ON v.wijkverband = w.id
			WHERE v.from_at <= ` + us + ` AND (v.until_at IS NULL OR v.until_at > ` + us + `)` + only
	}
	return store.All(ctx, tx, func(row func(...any) error) (p Place, err error) { return p, row(&p.Region, &p.Wijkverband, &p.Name) }, query+` ORDER BY 3, 1, 2`, a...)
}
