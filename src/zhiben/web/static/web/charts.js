// Draws every element that carries a chart as data: {"categories": [], "series": [{"name", "kind", "values", "axis"}], "unit", "unit2"}.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  if (!window.echarts) return;
  const palette = ["#1f4e8c", "#8c1c13", "#0b7285", "#8a5a00", "#5f3dc4"];
  document.querySelectorAll("[data-chart]").forEach((element) => {
    const spec = JSON.parse(element.dataset.chart);
    const chart = window.echarts.init(element, null, { renderer: "svg" });
    const font = getComputedStyle(document.body).fontFamily;
    const second = spec.series.some((one) => one.axis === 1);
    chart.setOption({
      animation: false,
      color: palette,
      textStyle: { fontFamily: font },
      legend: { top: 0, textStyle: { color: "#414b57" } },
      grid: { left: 46, right: second ? 46 : 14, top: 36, bottom: spec.categories.length > 8 ? 74 : 28 },
      tooltip: { trigger: "axis", renderMode: "richText" },
      xAxis: { type: "category", data: spec.categories, axisLabel: { color: "#46515e", interval: 0, rotate: spec.categories.length > 8 ? 38 : 0 } },
      yAxis: [
        { type: "value", name: spec.unit || "", axisLabel: { color: "#46515e" } },
        ...(second ? [{ type: "value", name: spec.unit2 || "", min: 0, max: spec.max2 || null, splitLine: { show: false } }] : []),
      ],
      series: spec.series.map((one) => ({
        name: one.name, type: one.kind || "bar", data: one.values, yAxisIndex: one.axis || 0, barMaxWidth: 26, stack: one.stack || undefined,
      })),
    });
    window.addEventListener("resize", () => chart.resize());
  });
});
