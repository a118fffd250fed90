// cooperation: one thing that gets stuck, from who reports it to who says it is solved. A nurse and a neighbour
// report it, the wijkverband talks about it and passes it up, the region makes an agreement of it that three
// people sign by their mandates, and both reporters say that it helped. Then one of the three loses
// their mandate. Each person has a window of their own.

import assert from 'node:assert/strict'
import { desktop, phone, walk } from '../harness/walk.mjs'
import { accessible, fits, readsAloud } from '../harness/checks.mjs'
import { guard } from '../harness/guard.mjs'
import { signIn } from '../harness/steps.mjs'

const sizes = { desktop: { ...desktop }, 'phone, no script': { ...phone, javaScriptEnabled: false } }
const signers = ['Hedwig Waardemaker', 'Saskia Veerstoep', 'Gerda Kleibakker']

for (const [size, window] of Object.entries(sizes)) {
  const script = window.javaScriptEnabled !== false
  const sound = async (page) => {
    await readsAloud(page)
    await fits(page)
    if (script) await accessible(page) // axe is a script itself
  }
  const stuck = `Geen nachtcontact in de wijk (${size})`
  const too = `Geen nachtcontact in de wijk, ook niet in het weekend (${size})`
  const agreed = `Wijkverpleging in de nacht (${size})`
  const mailbox = `buurvrouw.${script ? 'een' : 'twee'}@post.example`

  /** Everybody's window in one walk, each with a memory of its own. */
  function windows(context, base) {
    const all = []
    return {
      /** Without a name nobody is signed in. */
      async at(who) {
        const theirs = await context.browser().newContext({ ...window, locale: 'nl-NL', timezoneId: 'Europe/Amsterdam', baseURL: base })
        theirs.setDefaultTimeout(15_000)
        const watch = guard(theirs, base)
        all.push({ theirs, watch })
        const page = await theirs.newPage()
        if (who) await signIn(page, who)
        return { page, watch }
      },
      assertClean: () => all.forEach(({ watch }) => watch.assertClean()),
      close: () => Promise.all(all.map(({ theirs }) => theirs.close())),
    }
  }

  /** Opens what stands folded; what fits best stands open already. */
  async function unfold(on, name) {
    const fold = on.locator('details').filter({ has: on.locator('summary', { hasText: name }) })
    if ((await fold.getAttribute('open')) === null) await fold.locator('summary').click()
  }

  /** Who works for the region proposes an agreement to three parties. */
  async function propose(region, title) {
    await region.goto('/werk/afspraken/nieuw')
    await region.getByRole('link', { name: 'Wijkverpleging in avond, nacht en weekend' }).click()
    await region.getByLabel('Hoe heet de afspraak?').fill(title)
    const parties = region.getByRole('group', { name: 'Wie zijn de partijen?' })
    for (const party of ['Huisartsencoöperatie Rivierenzoom', 'Wijkverpleging Samen Rivierenzoom', 'Thuiszorg Rivierstroom']) await parties.getByLabel(party, { exact: true }).check()
    await region.getByRole('button', { name: 'Bewaar als concept' }).click()
    await region.getByText('Bewaard als concept').waitFor()
    await sound(region)
    await region.getByRole('button', { name: 'Leg voor aan de partijen' }).click()
    await region.getByText('De partijen kunnen nu tekenen of bezwaar maken.').waitFor()
    return new URL(region.url()).pathname
  }

  /** Each signer reads and signs; it holds with the last signature and not before. */
  async function sign(at, path) {
    const outsider = await at('Bilal Steenoven')
    outsider.watch.expect(403)
    await outsider.page.goto(path)
    await readsAloud(outsider.page)
    for (const name of signers) {
      const signer = (await at(name)).page
      await signer.goto(path)
      await signer.getByRole('link', { name: 'Lees en teken' }).click()
      await signer.getByLabel('Ik heb de hele tekst gelezen').check()
      await signer.getByRole('button', { name: `Teken als ${name}` }).click()
      await signer.getByText('Uw handtekening is bewaard en verzegeld.').waitFor()
      const last = name === signers.at(-1)
      assert.equal(await signer.getByRole('heading', { name: /^Wat ontbreekt nog/ }).count(), last ? 0 : 1)
      if (!last) continue
      await sound(signer)
      await signer.getByRole('link', { name: 'Bewijs: wie tekende met welk mandaat?' }).click()
      await signer.getByText('Elke partij tekende met een geldig mandaat').waitFor()
      assert.equal(await signer.getByRole('heading', { name: 'Waarom bindt dit de partij?' }).count(), signers.length)
      for (const other of signers.slice(0, -1)) await signer.getByText(`door ${other},`).first().waitFor()
      await sound(signer)
    }
  }

  walk(`${size}: from a report to an agreement of three, and the yes of who reported`, window, async ({ page, context, url }) => {
    const others = windows(context, url('/').replace(/\/$/, ''))
    const { at } = others

    /** A nurse and a neighbour report the same; the neighbour leaves an address for mail. */
    async function report() {
      await signIn(page, 'Chenoa Rietsnijder')
      await page.goto('/werk/knelpunten/melden')
      await page.getByLabel('Wat loopt er vast?').fill(stuck)
      await page.getByLabel('Elke week').check()
      await page.getByRole('button', { name: 'Verstuur' }).click()
      await page.getByText('Uw melding is verstuurd').waitFor()
      await sound(page)
      await page.goto('/werk/knelpunten?vorm=lijst')
      await page.getByRole('link', { name: stuck }).first().click()
      await page.getByRole('heading', { level: 1, name: stuck }).waitFor()
      const neighbour = (await at()).page
      await neighbour.goto('/wijk/oevermonde-west')
      await neighbour.getByRole('link', { name: 'Meld een knelpunt' }).click()
      await neighbour.getByLabel('Wat loopt er vast?').fill(too)
      await neighbour.getByLabel('Elke week').check()
      await neighbour.getByLabel('Uw e-mailadres').fill(mailbox)
      await neighbour.getByRole('button', { name: 'Verstuur' }).click()
      await neighbour.getByText('Uw melding is verstuurd').waitFor()
      return new URL(page.url()).pathname
    }

    /** The page that the newest mail to the neighbour leads to. */
    async function mailed(on, subject) {
      for (let left = 50; ; left--) { // the program writes its mail when it gets to it
        await on.goto('/demo/post')
        const mail = on.locator('article, li').filter({ hasText: mailbox }).filter({ hasText: subject }).last()
        if (await mail.count()) return mail.locator('a[href^="/inzage/"]').first().getAttribute('href')
        assert.ok(left, `no mail about ${subject}`)
        await on.waitForTimeout(200)
      }
    }

    /** The coordinator puts the two reports together, holds a meeting, and passes it up there. */
    async function meet(path) {
      const table = (await at('Tineke Wilgentak')).page
      await table.goto(path)
      await unfold(table, 'Gaan ze over hetzelfde?')
      const merge = table.locator('form[action$="/samenvoegen"]')
      await merge.getByLabel(too).check()
      await merge.locator('textarea').fill('Het gaat over dezelfde nachten.')
      await merge.getByRole('button', { name: 'Voeg samen' }).click()
      await table.getByText('Samengevoegd', { exact: true }).first().waitFor()
      await sound(table)
      await table.goto('/werk/knelpunten/overleg')
      await unfold(table, 'Plan een overleg')
      await table.getByLabel('Op welke dag?').fill(new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Amsterdam' }))
      await table.getByLabel('Hoe laat?').fill('12:00')
      await table.getByRole('button', { name: 'Plan het overleg' }).click()
      await table.getByRole('button', { name: 'Begin het overleg' }).click()
      await table.getByText('Het overleg is begonnen').waitFor()
      const item = table.locator('.meeting__item').filter({ hasText: stuck })
      const talk = item.getByRole('link', { name: 'Bespreek dit' })
      if (await talk.count()) await talk.click()
      await item.getByLabel('Wat is er gezegd?').fill('Geen van ons heeft genoeg mensen voor een eigen nacht.')
      await item.getByLabel('Wij geven dit door aan de regio').check()
      await item.getByLabel('Wat is het besluit?').fill('De wijk kan dit niet alleen.')
      await item.getByRole('button', { name: 'Leg vast' }).click()
      await table.getByText('Vastgelegd').waitFor()
      await sound(table)
      await table.getByRole('button', { name: 'Sluit het overleg' }).click()
      await table.getByText('Het overleg is klaar').waitFor()
      await table.goto(path)
      assert.equal(await table.getByRole('heading', { name: 'Wat doet u ermee?' }).count(), 0, 'who passed it up decides no more')
    }

    /** Who works for the region takes it up. */
    async function takeUp(region, path) {
      await region.goto(path)
      await region.getByText('De wijk kan dit niet alleen.').first().waitFor()
      await unfold(region, 'Wij pakken dit op')
      await region.getByLabel('Wat gaat u doen?').fill('Wij maken een afspraak voor de nacht.')
      await region.getByRole('button', { name: 'Pak dit op' }).click()
      await region.getByText('De melders weten wie het oppakt').waitFor()
    }

    /** The region asks whether it is solved; the neighbour says yes by the link in a mail, the nurse at work. */
    async function end(region, path, words) {
      await region.goto(path)
      await unfold(region, 'Dit is klaar')
      await region.getByLabel('Het is opgelost').check()
      await region.getByLabel('Wat is er gedaan, of waarom blijft het zo?').fill(words)
      await region.getByRole('button', { name: 'Vraag het de melders' }).click()
      await region.getByText('De melders zeggen nu of het klaar is.').waitFor()
      const neighbour = (await at()).page
      await neighbour.goto(await mailed(neighbour, 'Een vraag over uw melding'))
      assert.equal(await neighbour.locator('.bottleneck__verdict blockquote').textContent(), words)
      await sound(neighbour)
      await neighbour.getByRole('button', { name: 'Ja, het is opgelost' }).click()
      await neighbour.getByText('U zei dat het klaar is.').waitFor()
      assert.equal(await neighbour.getByText('Chenoa').count(), 0, 'one reporter reads who another is')
      await page.goto(path)
      assert.equal(await page.locator('.bottleneck__verdict blockquote').textContent(), words)
      await page.getByRole('button', { name: 'Ja, het is opgelost' }).click()
      await page.getByText('U zei dat het klaar is.').waitFor()
      await sound(page)
      await region.goto(path)
      await unfold(region, 'Is dit een goed voorbeeld?')
      await region.getByRole('button', { name: 'Maak er een voorbeeld van' }).click()
      await region.getByText('Het staat nu bij Goede voorbeelden.').waitFor()
      await sound(region)
    }

    try {
      const path = await report()
      await meet(path)
      const region = (await at('Esra Hoogwater')).page
      await takeUp(region, path)
      await sign(at, await propose(region, agreed))
      await end(region, path, `Elke nacht is er nu iemand te bellen. Dat staat in een afspraak van de regio (${size}).`)
      others.assertClean()
    } finally {
      await others.close()
    }
  })

  walk(`${size}: a mandate is taken back, and the agreement waits for another`, window, async ({ page, context, url, watch }) => {
    const others = windows(context, url('/').replace(/\/$/, ''))
    const { at } = others
    const lost = 'Thuiszorg Rivierstroom: niemand heeft nu een mandaat om voor deze partij te spreken.'
    try {
      await signIn(page, 'Esra Hoogwater')
      const path = await propose(page, `${agreed}, opnieuw`)
      await sign(at, path)

      const gerda = (await at('Gerda Kleibakker')).page
      await gerda.goto('/werk/netwerk/tafel/resv/rivierenzoom')
      await gerda.getByRole('link', { name: 'Bekijk het mandaat van Thuiszorg Rivierstroom aan Gerda Kleibakker' }).click()
      await gerda.goto(`${new URL(gerda.url()).pathname}/intrekken`)
      await gerda.getByLabel(/^Waarom/).fill('Het bestuur kiest opnieuw.')
      await gerda.getByRole('button', { name: 'Trek het mandaat in' }).click()
      await gerda.getByText('Dit mandaat geldt niet').waitFor()

      const told = (await at('Hedwig Waardemaker')).page
      await told.goto(path)
      await told.getByText('Deze afspraak wordt bekeken. Zij bindt nog').waitFor()
      await told.getByText(lost).waitFor()
      await sound(told)
      await told.goto(`${path}/bewijs`) // what was signed was signed by a mandate that held
      await told.getByText('Elke partij tekende met een geldig mandaat').waitFor()

      const resume = async () => {
        await page.goto(path)
        await unfold(page, 'Laat de afspraak weer gelden')
        await page.getByLabel('Wat is er veranderd?').fill('Het bestuur koos opnieuw.')
        await page.getByRole('button', { name: 'Laat weer gelden' }).click()
      }
      watch.expect(409)
      await resume()
      await page.getByRole('alert').getByText('Niemand heeft nu een mandaat').waitFor()
      await sound(page)

      await gerda.goto('/werk/netwerk/mandaat/nieuw?tafel=resv/rivierenzoom')
      await gerda.getByLabel('Wie spreekt?').selectOption({ label: 'Gerda Kleibakker, Thuiszorg Rivierstroom' })
      await gerda.getByLabel('Alle onderwerpen').check()
      await gerda.getByRole('button', { name: 'Geef het mandaat' }).click()
      await sound(gerda)
      await resume()
      await page.getByText('De afspraak geldt weer').waitFor()
      await told.goto(path)
      assert.equal(await told.getByText(lost).count(), 0)
      await sound(told)
      others.assertClean()
    } finally {
      await others.close()
    }
  })
}
