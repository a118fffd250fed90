package importer

import (
	"context"
	"errors"
	"slices"

	"golang.org/x/sync/errgroup"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
)

// ServiceFile says what a file of services is.
type ServiceFile struct {
	// Map is a map file of columns and fields, for CSV; see servicemap.go for the names that are known
	// without one.
	Map string
	// Source names who the services come from. Together with its own key it makes a service's id, so
	// the next file of the same source changes the services of this one. Empty means the file's name.
	Source string
}

// draft is a service as a file tells it.
type draft struct {
	line    int
	key     string // the source's own, unique in the file
	party   party
	service directory.Service // without id, organisation and source
	// column gives the name in the file of one of our fields, for messages.
	column func(field string) string
}

// reader reads the services of a file, as often as it is asked. What cannot be read as a service is
// noted in bad and passed over.
type reader interface {
	each(ctx context.Context, bad *findings, fn func(*draft) error) error
	// skipped counts what else is in the file.
	skipped() map[string]int
}

// Services brings in services with their organisations from CSV, or from a FHIR Bundle or NDJSON of
// Organization, Location and HealthcareService. The file is read twice: once to check it, once to
// write. An organisation is met again by its AGB, URA or KvK number, or by its name within the
// source; what people keep of it themselves stays.
//
// A service that the file no longer names stays as it is: hide it first, by its state.
func (im *Importer) Services(ctx context.Context, path string, opt ServiceFile, run Run) (res Result, err error) {
	defer fault.Wrap(&err, "importer.Services")
	src, err := openSource(ctx, path)
	if err != nil {
		return res, err
	}
	opt.Source = orText(opt.Source, src.name)
	known, err := im.lookup(ctx)
	if err != nil {
		return res, err
	}
	r, choices, err := known.reader(ctx, src, opt)
	if err != nil {
		return res, err
	}
	s := &services{im: im, known: known, reader: r, source: opt.Source, run: run, lines: map[directory.ServiceID]int{},
		parties: newParties(opt.Source, known.organizations)}
	if err := s.check(ctx, src.name); err != nil {
		return res, err
	}
	res.Skipped = r.skipped()
	for _, p := range s.parties.renamed {
		res.warn(p)
	}
	if run.DryRun {
		res.DryRun = true
		res.Counts, err = s.compare(ctx)
		return res, err
	}
	res.Counts, err = s.write(ctx, src, src.checksum(opt.Source, choices))
	return res, err
}

// services is one import of services.
type services struct {
	im      *Importer
	known   *lookup
	reader  reader
	source  string
	run     Run
	parties *parties
	lines   map[directory.ServiceID]int // where each service stands
}

const unitServices = "services"

// check reads the file and tells everything that is wrong with it.
func (s *services) check(ctx context.Context, name string) error {
	var bad findings
	n := 0
	err := s.reader.each(ctx, &bad, func(d *draft) error {
		if n++; n%500 == 0 {
			s.run.step(Step{Name: "checking", Done: n, Unit: unitServices})
		}
		s.parties.meet(d, &bad)
		service, err := s.finish(ctx, d, &bad)
		if err != nil {
			return err
		}
		if before, double := s.lines[service.ID]; double {
			bad.add(d.line, d.column("key"), "Deze sleutel staat er al, op regel %d.", "this key stands there already, on line %d", before)
			return nil
		}
		s.lines[service.ID] = d.line
		for _, f := range directory.Check(directory.Clean(service), s.known.tables) {
			p := Problem{Line: d.line, Column: d.column(f.Name), Text: f.Text}
			if !bad.follows(p, f.Name, service) {
				bad.put(p)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if bad.total == 0 && n == 0 {
		bad.add(0, "", "Er staat geen aanbod in.", "there are no services in it")
	}
	if bad.total == 0 {
		// What the network refuses of an organisation is told with the line it was met on.
		s.parties.check(s.known.tables, &bad)
	}
	return bad.err(name)
}

// follows tells whether a problem only says again what was told of its line: a discipline that was
// misspelt is not also missing, and coordinates that were swapped are a place.
func (f *findings) follows(p Problem, field string, s directory.Service) bool {
	for _, column := range f.columnsOf(p.Line) {
		if column == p.Column || field == "place" || field == "kind" && s.Discipline == "" {
			return true
		}
	}
	return false
}

// finish gives a draft its id, organisation and place on the map.
func (s *services) finish(ctx context.Context, d *draft, bad *findings) (directory.Service, error) {
	service := d.service
	service.ID = id.From[directory.ServiceID]("service", s.source, d.key)
	service.Organization = s.parties.of(&d.party)
	service.Source, service.SourceKey = s.source, d.key
	if service.Kind == "" {
		if k, ok := s.known.tables.OrdinaryKind(service.Discipline); ok {
			service.Kind = k.Code
		}
	}
	for i := range service.Locations {
		if err := s.known.place(ctx, &service.Locations[i], d, bad); err != nil {
			return service, err
		}
	}
	for _, a := range service.ServedAreas {
		if !s.known.areaExists(a) {
			bad.add(d.line, d.column("servedAreas"), "Het gebied %s is niet bekend.", "area %s is not known", shown(string(a)))
		}
	}
	return service, nil
}

// inChunks reads the file once more and hands on its services, which are right by now. While fn works
// on one chunk the next is read.
func (s *services) inChunks(ctx context.Context, step string, fn func([]directory.Service) error) error {
	var bad findings // the file was checked; whoever changes it meanwhile is told below
	chunks := make(chan []directory.Service, 1)
	done := 0
	both, ctx := errgroup.WithContext(ctx)
	both.Go(func() error {
		defer close(chunks)
		part := make([]directory.Service, 0, chunk)
		pass := func() error {
			select {
			case chunks <- part:
				part = make([]directory.Service, 0, chunk)
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		err := s.reader.each(ctx, &bad, func(d *draft) error {
			service, err := s.finish(ctx, d, &bad)
			if err != nil {
				return err
			}
			if part = append(part, service); len(part) == chunk {
				return pass()
			}
			return nil
		})
		if err == nil && len(part) > 0 {
			err = pass()
		}
		return err
	})
	both.Go(func() error {
		for part := range chunks {
			if err := fn(part); err != nil {
				return err
			}
			done += len(part)
			s.run.step(Step{Name: step, Done: done, Total: len(s.lines), Unit: unitServices})
		}
		return nil
	})
	if err := both.Wait(); err != nil {
		return err
	}
	if bad.total > 0 || done != len(s.lines) {
		return fault.New(fault.Conflict, "Het bestand is veranderd tijdens het inlezen.", "the file changed while it was read; try again")
	}
	return nil
}

const kindServices = "services"

// write stages the organisations and services in one batch and shows them together.
func (s *services) write(ctx context.Context, src *source, checksum string) (sum batch.Counts, err error) {
	b, dead, err := batch.Open(ctx, s.im.db, kindServices, src.name, checksum)
	if err != nil {
		return sum, err
	}
	defer func() {
		if err != nil {
			// The rows are unseen already; taking them away is housekeeping that may fail.
			tidy := context.WithoutCancel(ctx)
			err = errors.Join(err, batch.Drop(tidy, s.im.db, b))
			_ = s.im.clear(tidy, b)
		}
	}()
	for _, d := range dead {
		if err := s.im.clear(ctx, d); err != nil {
			return sum, err
		}
	}
	if _, err := stageAll(s.run, "organisations", s.parties.list, func(part []network.Organization) (batch.Counts, error) {
		return s.im.network.StageOrganizations(ctx, b, part)
	}); err != nil {
		return sum, err
	}
	err = s.inChunks(ctx, "writing", func(part []directory.Service) error {
		counts, err := s.im.directory.StageServices(ctx, b, part)
		add(&sum, counts)
		return err
	})
	if err != nil {
		return sum, err
	}
	return sum, s.im.directory.FinishImport(ctx, s.run.actor(), b, sum, src.name)
}

// clear takes away what a dropped batch left.
func (im *Importer) clear(ctx context.Context, b batch.ID) error {
	return orElse(im.directory.ClearDropped(ctx, b), im.network.ClearDropped(ctx, b))
}

// compare says what writing would do.
func (s *services) compare(ctx context.Context) (sum batch.Counts, err error) {
	err = s.inChunks(ctx, "comparing", func(part []directory.Service) error {
		for _, now := range part {
			was, err := s.im.directory.Service(ctx, now.ID)
			if missing(err) != nil {
				return err
			}
			switch {
			case err != nil:
				sum.Added++
			case same(was, directory.Clean(now)):
				sum.Same++
			default:
				sum.Changed++
			}
		}
		return nil
	})
	return sum, err
}

// same tells whether a file says of a service what is there. Moments are the directory's to weigh.
func same(a, b directory.Service) bool {
	return a.State == b.State && a.Organization == b.Organization && a.Name == b.Name && a.Discipline == b.Discipline && a.Kind == b.Kind &&
		a.Description == b.Description && a.Access == b.Access && a.Hours == b.Hours &&
		slices.Equal(a.Keywords, b.Keywords) && slices.Equal(a.TargetGroups, b.TargetGroups) && slices.Equal(a.Costs, b.Costs) &&
		slices.Equal(a.Languages, b.Languages) && slices.Equal(a.Insurers, b.Insurers) && slices.Equal(a.Modes, b.Modes) &&
		slices.Equal(a.Accessibility, b.Accessibility) && slices.Equal(a.Locations, b.Locations) && slices.Equal(a.ServedAreas, b.ServedAreas) &&
		slices.Equal(a.Contacts, b.Contacts) && slices.Equal(a.Partners, b.Partners) && slices.Equal(a.Links, b.Links)
}
