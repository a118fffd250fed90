// Package feed is the face on which an organisation's own software writes the directory in FHIR: the server
// of IHE mCSD's ITI-130, as the Dutch 'generieke functie adressering' asks it.
//
// A request is one resource (POST {type}, PUT {type}/{id}) or a transaction of up to 500. Both go the same
// way: what is sent is read into the domain's own things, these are saved by the domain's own acts
// ([directory.Register.Save], [network.Service.SaveOrganization] and the like) in one transaction, and the answer waits
// until the journal tells of them; what is wholly new is saved there in that transaction too ([feeder.write]). So policies, ledger, versions and freshness hold here as on the pages, a
// transaction is done whole or not at all, and who reads after the answer reads what was written.
//
// What can be written is what an organisation says of itself: its own Organization, each HealthcareService,
// Location and Endpoint of its own, and by which body of a discipline it is spoken for. Nothing is deleted: a
// service that ends gets active false, an Endpoint status off.
//
//   - Place. A location has no row of its own in the directory: it stands in the services that are given
//     there. A Location is therefore written together with a HealthcareService that refers to it, in one
//     transaction, and is copied into it under its id. Later it can be changed by itself: each service that
//     has it gets a new version, in the same transaction. A Location that no service refers to is refused.
//   - Affiliation. It begins and ends, and nothing of it changes in between. It binds: whoever has the mandate of
//     that body speaks for the provider. A program needs a right of its own for it.
//   - Reading. Our own form is read exactly ([render.Renderer.ReadService]); what others write gets our codes
//     and forms first, from the same loose reading that brings files and other directories in
//     ([importer.Foreign]). What FHIR never shows, such as a doctors' line, stays as it was.
//   - Loss. What was sent is laid beside what is served afterwards. Each element that is not there as it was
//     sent is named in a warning: nothing is lost without a word.
//   - Origin. A Provenance may be sent along in a transaction. The directory makes its own of each version,
//     which says which organisation wrote it, and answers with that one.
//   - Versions. An ETag is a version of the journal. If-Match is compared with the journal after it caught
//     up with what the domain said when it was read, and the domain is saved only over that same version: a
//     change by somebody else in between is 412.
//
// Start reading at [New] and [feeder.write].
package feed
