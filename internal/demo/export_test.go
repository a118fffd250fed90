package demo

// Rhythms are seen by tests.
var Rhythms = rhythms

// Said gives what people of the weeks told others of bottlenecks and in meetings.
func Said() (all []string) {
	for _, p := range plights {
		all = append(all, p.title, p.what)
	}
	for _, s := range sittings {
		for _, p := range s.points {
			all = append(all, p.topic, p.said, p.decided, p.task)
		}
	}
	for _, a := range accountables {
		all = append(all, a.words...)
	}
	return all
}
