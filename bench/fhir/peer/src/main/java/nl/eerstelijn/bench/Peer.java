package nl.eerstelijn.bench;

import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.provider.JpaCapabilityStatementProvider;
import ca.uhn.fhir.jpa.provider.JpaSystemProvider;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.narrative2.NullNarrativeGenerator;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.HardcodedServerAddressStrategy;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * The peer of the FHIR measurements: HAPI FHIR's JPA server on PostgreSQL, with nothing around it.
 *
 * <p>The environment says where: PEER_PORT, and PEER_URL, PEER_USER and PEER_PASSWORD of the database. It prints
 * its base URL when it serves, and ends when its input does, so that it never outlives the bench.
 */
public final class Peer {
	private Peer() {}

	public static void main(String[] args) throws Exception {
		int port = Integer.parseInt(System.getenv("PEER_PORT"));
		String base = "http://127.0.0.1:" + port + "/fhir";
		try (var context = new AnnotationConfigApplicationContext(Settings.class)) {
			Server server = new Server();
			ServerConnector connector = new ServerConnector(server);
			connector.setHost("127.0.0.1");
			connector.setPort(port);
			// A connection waits while the other side has its turn.
			connector.setIdleTimeout(3_600_000);
			server.addConnector(connector);
			ServletContextHandler handler = new ServletContextHandler();
			handler.addServlet(new ServletHolder(restful(context, base)), "/fhir/*");
			server.setHandler(handler);
			server.start();
			System.out.println(base);
			while (System.in.read() >= 0) {
				// Whatever is said, only the end of the input counts.
			}
			server.stop();
		}
		System.exit(0); // HAPI leaves threads behind
	}

	/** restful gives the servlet: the JPA providers with JSON, no narratives, no logging of requests. */
	private static RestfulServer restful(AnnotationConfigApplicationContext context, String base) {
		IFhirSystemDao<?, ?> dao = context.getBean(IFhirSystemDao.class);
		RestfulServer server = new RestfulServer(dao.getContext());
		dao.getContext().setNarrativeGenerator(new NullNarrativeGenerator());
		server.registerProviders(context.getBean(ResourceProviderFactory.class).createProviders());
		server.registerProvider(context.getBean(JpaSystemProvider.class));
		server.setServerConformanceProvider(new JpaCapabilityStatementProvider(
				server,
				dao,
				context.getBean(JpaStorageSettings.class),
				context.getBean(ISearchParamRegistry.class),
				context.getBean(IValidationSupport.class)));
		server.setPagingProvider(context.getBean(DatabaseBackedPagingProvider.class));
		server.setDefaultResponseEncoding(EncodingEnum.JSON);
		server.setDefaultPrettyPrint(false);
		server.setServerAddressStrategy(new HardcodedServerAddressStrategy(base));
		context.getAutowireCapableBeanFactory().autowireBean(server);
		return server;
	}
}
