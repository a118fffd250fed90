package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// compared is how many questions of a kind are compared to the last result.
const compared = 40

// atEdge is the share of what ours finds that a peer with other formulas for distance may miss.
const atEdge = 0.01

// compare sees whether both bases answer alike: a read with the same resource, a search with the same ids on
// all its pages. It gives how many the first finds per question.
func (b *bench) compare(ctx context.Context, k *kind, list []string) (found float64, err error) {
	list = list[:min(compared, len(list))]
	missing := 0
	for _, q := range list {
		var answers [2]any
		for i, s := range b.bases {
			if strings.Contains(q, "?") {
				answers[i], err = s.ids(ctx, q)
			} else {
				answers[i], err = s.content(q)
			}
			if err != nil {
				return 0, err
			}
		}
		ours, many := answers[0].([]string)
		if many {
			found += float64(len(ours)) / float64(len(list))
		} else {
			found = 1
		}
		if len(b.bases) < 2 {
			continue
		}
		if theirs, _ := answers[1].([]string); many && k.wider {
			for _, id := range ours {
				if _, is := slices.BinarySearch(theirs, id); !is {
					missing++
				}
			}
			continue
		}
		if !reflect.DeepEqual(answers[0], answers[1]) {
			return 0, fmt.Errorf("%s: the answers differ:\n%s: %v\n%s: %v", q, b.bases[0].name, answers[0], b.bases[1].name, answers[1])
		}
	}
	if all := found * float64(len(list)); float64(missing) > atEdge*all {
		return 0, fmt.Errorf("%s: %s does not find %d of the %.0f that %s finds", k.name, b.bases[1].name, missing, all, b.bases[0].name)
	}
	return found, nil
}

// ids gives what a search finds, in order of id.
func (s *base) ids(ctx context.Context, target string) (all []string, err error) {
	all = []string{}
	target = strings.Replace(target, fmt.Sprintf("_count=%d", perPage), "_count=500", 1)
	err = s.walk(ctx, target, func(page bundle) (bool, error) {
		for _, e := range page.Entry {
			var r struct{ ResourceType, ID string }
			if err := json.Unmarshal(e.Resource, &r); err != nil {
				return false, err
			}
			if r.ResourceType == "OperationOutcome" {
				return false, fmt.Errorf("%s: %s: %s", s.name, target, e.Resource)
			}
			all = append(all, r.ID)
		}
		return true, nil
	})
	slices.Sort(all)
	return slices.Compact(all), err
}

// content gives what a resource says, without what each server says of its own version of it.
func (s *base) content(target string) (any, error) {
	body, err := s.get(s.request(target, 0))
	if err != nil {
		return nil, fmt.Errorf("%s: GET %s: %w", s.name, target, err)
	}
	var m map[string]any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&m); err != nil {
		return nil, err
	}
	delete(m, "meta")
	return m, nil
}
