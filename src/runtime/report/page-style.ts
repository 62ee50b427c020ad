/** Light and dark, from a narrow phone on. Curves' colours are Okabe and Ito's, told apart without red and green, darkened for white. */
export const pageStyle = `
:root{color-scheme:light dark;--paper:#fff;--card:#f6f7f9;--ink:#1b1f24;--soft:#5a6470;--rule:#dfe3e8;--accent:#0b62a8;
--good:#0a7350;--warn:#8a5300;--bad:#b3261e;--heat:11,98,168;
--s0:#0b62a8;--s1:#c05000;--s2:#00795a;--s3:#a3417f;--s4:#7a6a00;--s5:#2b8fc4;--s6:#6b4fbb;--s7:#555}
@media(prefers-color-scheme:dark){:root{--paper:#14171b;--card:#1d2126;--ink:#e8ebee;--soft:#a3adb8;--rule:#343b43;--accent:#7cc0f5;
--good:#5fd3a8;--warn:#f0b45c;--bad:#ff8f85;--heat:86,170,235;
--s0:#6cb8f2;--s1:#f39b53;--s2:#4ecfa3;--s3:#e58fc4;--s4:#e3d04f;--s5:#9ad9f7;--s6:#b6a3f2;--s7:#b8bec6}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:break-word}
main{max-width:1120px;margin:0 auto;padding:24px 16px 64px}
h1{font-size:1.75rem;line-height:1.2;margin:0;overflow-wrap:anywhere}h2{font-size:1.2rem;margin:40px 0 12px}h3{font-size:.95rem;margin:0}
p{margin:8px 0}.soft,small{color:var(--soft)}small{font-size:.85rem}
a{color:var(--accent)}code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.85rem}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
.head{display:flex;flex-wrap:wrap;gap:8px 12px;align-items:center}
.state{font-size:.85rem;padding:2px 10px;border-radius:99px;border:1px solid currentColor}
.done{color:var(--good)}.running{color:var(--accent)}.stopped{color:var(--warn)}.failed{color:var(--bad)}
.notice{border-left:4px solid var(--warn);background:var(--card);padding:10px 14px;border-radius:0 8px 8px 0;margin:16px 0}
.notice.notice{color:inherit}.notice.failed{border-color:var(--bad)}.notice.running{border-color:var(--accent)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));gap:12px;margin:20px 0;padding:0;list-style:none}
.tiles li{background:var(--card);border-radius:10px;padding:12px 14px}
.tiles b{display:block;font-size:1.45rem;line-height:1.25;font-weight:650;font-variant-numeric:tabular-nums}
.tiles span{color:var(--soft);font-size:.85rem}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 20px;margin:0}dt{color:var(--soft)}dd{margin:0}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:24px 32px}
.chart{margin:0;min-width:0}.chart:first-child:not(:only-child){grid-column:1/-1}.frame{display:grid;grid-template-columns:60px minmax(0,1fr);grid-template-rows:230px 20px 18px;margin-top:10px;padding-right:14px}
.plot{position:relative;grid-column:2;grid-row:1;border-left:1px solid var(--rule);cursor:crosshair;touch-action:pan-y}
.plot>svg{position:absolute;inset:0;width:100%;height:100%;overflow:visible}
.y{position:relative;grid-column:1;grid-row:1}.y span,.x span{position:absolute;font-size:.75rem;line-height:1;color:var(--soft);white-space:nowrap;font-variant-numeric:tabular-nums}
.y span{right:8px;transform:translateY(50%)}.x{position:relative;grid-column:2;grid-row:2}.x span{top:7px;transform:translateX(-50%)}
.unit{grid-column:2;grid-row:3;font-size:.75rem;color:var(--soft);text-align:right}
.grid{fill:none;stroke:var(--rule);stroke-width:1;vector-effect:non-scaling-stroke}
.line{fill:none;stroke-width:2;stroke-linejoin:round;vector-effect:non-scaling-stroke}.fine{stroke-width:1;opacity:.5}
.dots{fill:none;stroke-width:7;stroke-linecap:round;vector-effect:non-scaling-stroke}
${Array.from({ length: 8 }, (_, i) => `.s${i}{stroke:var(--s${i})}.c${i}{background:var(--s${i})}`).join("")}
.line.s2,.line.s6{stroke-dasharray:7 4}.line.s3,.line.s7{stroke-dasharray:2 4}.line.s4{stroke-dasharray:9 3 2 3}.fine.fine{stroke-dasharray:none}
.legend{display:flex;flex-wrap:wrap;gap:2px 16px;margin:4px 0 0;padding:0;list-style:none;font-size:.85rem;color:var(--soft)}
.legend b{color:var(--ink);font-variant-numeric:tabular-nums}.key{width:24px;height:8px;margin-right:6px;vertical-align:middle}
.cursor{position:absolute;top:0;bottom:0;width:0;border-left:1px solid var(--soft);pointer-events:none}
.tip{position:absolute;top:4px;z-index:1;background:var(--paper);border:1px solid var(--rule);border-radius:8px;padding:6px 10px;font-size:.8rem;pointer-events:none;white-space:nowrap;box-shadow:0 2px 10px #0003;font-variant-numeric:tabular-nums}
.tip i{display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:6px}[hidden]{display:none}
.scroll{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums}
th,td{padding:6px 10px;text-align:left;border-bottom:1px solid var(--rule);vertical-align:top}
th{font-weight:600}thead th{color:var(--soft);font-weight:500;font-size:.85rem}.n{text-align:right;white-space:nowrap}
.kin td.text,.kin thead th{white-space:normal;overflow-wrap:anywhere}.kin tbody th{white-space:nowrap}.values th{width:1%;white-space:nowrap}.values td,dd{overflow-wrap:anywhere}
details{margin:10px 0}summary{cursor:pointer;color:var(--accent);padding:2px 0}
pre{background:var(--card);border-radius:10px;padding:14px;margin:8px 0;white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.45;tab-size:2}
.bars{display:grid;grid-template-columns:minmax(0,max-content) minmax(60px,1fr) max-content;gap:4px 12px;align-items:center;font-size:.9rem;margin:10px 0;max-width:640px;line-height:1.4}
.bars .bar{background:var(--card);border-radius:4px;height:14px;overflow:hidden}.bars .bar i{display:block;height:100%;background:var(--s0)}
.split{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:24px 32px}.split>*{min-width:0}.split .confusion{margin-top:4px}
.confusion{table-layout:fixed;font-size:.8rem;width:100%;max-width:640px}.confusion td,.confusion th{padding:4px 1px;text-align:center;border:1px solid var(--paper)}
.confusion col:first-child{width:24%}.confusion th.side{text-align:right;padding-right:8px;font-weight:500;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.confusion thead th{writing-mode:vertical-rl;transform:rotate(180deg);height:84px;text-align:left;padding:4px 0;white-space:nowrap}
.confusion td.right{outline:1.5px solid var(--soft);outline-offset:-2px}
.maps{display:grid;gap:4px;margin:12px 0}.maps .what{grid-column:1/-1;font-size:.85rem;margin-top:8px}
.maps img{width:100%;height:auto;display:block;image-rendering:pixelated;border-radius:3px;background:var(--card)}
.maps{align-items:start}.maps .cap{font-size:.75rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;color:var(--soft);text-align:center;line-height:1.2}
.ramp{height:10px;border-radius:5px;max-width:220px;flex:1;min-width:100px}.scale{display:flex;gap:10px;align-items:center;font-size:.85rem;color:var(--soft)}
@media(min-width:720px){main{padding:40px 32px 80px}.frame{grid-template-rows:270px 20px 18px}
.maps{grid-template-columns:190px repeat(var(--count),minmax(0,1fr))!important;gap:6px}.maps .what{grid-column:1;margin:0;align-self:center}.maps .what small{display:block}}
@media(max-width:480px){dl{column-gap:12px}th,td{padding:6px}.kin{font-size:.8rem}.kin th,.kin td{padding:6px 4px}}
@media print{details{display:block}.plot{break-inside:avoid}}
`;
