/** What every home must do for its users, over the HTTP API and the command line. */
import { testAlarms } from './alarms.ts';
import { testCatalog } from './catalog.ts';
import { testCertificates } from './certificates.ts';
import { testDiscovery } from './discovery.ts';
import { testDocuments } from './documents.ts';
import { testDoors } from './doors.ts';
import { testExchange } from './exchange.ts';
import { testFlows } from './flows.ts';
import { testGrades } from './grades.ts';
import { testGrants } from './grants.ts';
import type { Home } from './home.ts';
import { testOwnStore } from './own-store.ts';
import { testProofs } from './proofs.ts';
import { testRealtime } from './realtime.ts';
import { testSignIn } from './sign-in.ts';
import { testTrail } from './trail.ts';
import { slow, type UnderTest } from './under-test.ts';
import { testUsers } from './users.ts';
import { testViews } from './views.ts';

/** Runs the suite on the home that `open` starts. The ledger is tampered with at the end: a home for one run. */
export function describeHome(name: string, open: () => Promise<Home>): void {
  describe(`${name} home`, () => {
    const under = {} as UnderTest;
    beforeAll(async () => {
      under.home = await open();
    }, slow);
    afterAll(async () => under.home?.close(), slow);
    testExchange(under);
    testDoors(under);
    testGrants(under);
    testGrades(under);
    testCertificates(under);
    testRealtime(under);
    testAlarms(under);
    testTrail(under);
    testOwnStore(under);
    testUsers(under);
    testSignIn(under);
    testDiscovery(under);
    testDocuments(under);
    testCatalog(under);
    testViews(under);
    testFlows(under);
    testProofs(under);
  });
}
