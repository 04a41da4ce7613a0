// Which segments a contact is in, and for each one rule by rule why, or why not (4.8).
import type {
  GroupReason,
  RuleReason,
  SegmentReason,
  Verdict as VerdictKind,
} from "@/lib/domain/segment_reason.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon, type IconName } from "../Icon.tsx";

export interface SegmentReasonsProps {
  viewer: Viewer;
  reasons: SegmentReason[];
  /** The segment whose list this card was opened from: its reasons are open. */
  openId: string | null;
  /** This card with the reasons for one segment. */
  hrefOf: (segmentId: string) => string;
}

export function SegmentReasons(props: SegmentReasonsProps) {
  const { viewer: { t }, reasons, openId } = props;
  if (reasons.length === 0) return null;
  const [own, others] = [reasons.filter(({ isIn }) => isIn), reasons.filter(({ isIn }) => !isIn)];
  return (
    <section class="reasons" aria-labelledby="segments">
      <h2 id="segments">{t("why.title")}</h2>
      {own.length > 0 ? <List {...props} reasons={own} /> : <p class="muted">{t("why.none")}</p>}
      {others.length > 0 && (
        <details class="others" open={others.some(({ id }) => id === openId)}>
          <summary>
            <Icon name="chevron-right" />
            {t("why.others", { count: others.length })}
          </summary>
          <List {...props} reasons={others} />
        </details>
      )}
    </section>
  );
}

function List({ viewer, reasons, openId, hrefOf }: SegmentReasonsProps) {
  return (
    <ul>
      {reasons.map((reason) => (
        <li>
          {reason.items === null
            ? <a href={`${hrefOf(reason.id)}#segments`}>{reason.name}</a>
            : (
              <details open={reason.id === openId}>
                <summary>
                  <Icon name="chevron-right" />
                  <span>{reason.name}</span>
                </summary>
                <Why viewer={viewer} reason={reason} items={reason.items} />
              </details>
            )}
        </li>
      ))}
    </ul>
  );
}

interface WhyProps {
  viewer: Viewer;
  reason: SegmentReason;
  items: (RuleReason | GroupReason)[];
}

function Why({ viewer: { t }, reason, items }: WhyProps) {
  const { id, name, isIn, match } = reason;
  return (
    <div class="why">
      <p>
        {isIn ? t("why.in") : t("why.not_in")}
        {items.length > 1 && ` ${match === "all" ? t("why.all") : t("why.any")}`}
      </p>
      <ul>
        {items.map((item) =>
          "rules" in item ? <Group t={t} group={item} /> : <Rule t={t} rule={item} />
        )}
      </ul>
      <a href={`/contacts?segment=${id}`}>
        {t("why.open")}
        <span class="visually-hidden">{` ${name}`}</span>
      </a>
    </div>
  );
}

function Group({ t, group }: Pick<Viewer, "t"> & { group: GroupReason }) {
  return (
    <li>
      <Verdict t={t} verdict={group.verdict}>
        {group.match === "all" ? t("why.all") : t("why.any")}
      </Verdict>
      <ul>{group.rules.map((rule) => <Rule t={t} rule={rule} />)}</ul>
    </li>
  );
}

function Rule({ t, rule }: Pick<Viewer, "t"> & { rule: RuleReason }) {
  return (
    <li>
      <Verdict t={t} verdict={rule.verdict}>
        {rule.verdict === "ignored" ? <s>{rule.sentence}</s> : rule.sentence}
      </Verdict>
    </li>
  );
}

const ICON_BY_VERDICT: Record<VerdictKind, IconName> = {
  pass: "circle-check",
  fail: "circle-x",
  ignored: "info",
  invalid: "triangle-alert",
};

interface VerdictProps extends Pick<Viewer, "t"> {
  verdict: VerdictKind;
  children: preact.ComponentChildren;
}

/** A sign, and the same in a word: the colour is never the only one to say it. */
function Verdict({ t, verdict, children }: VerdictProps) {
  return (
    <div class={`verdict ${verdict}`}>
      <Icon name={ICON_BY_VERDICT[verdict]} />
      <span>
        {children} <b>{t(`why.${verdict}`)}</b>
      </span>
    </div>
  );
}
