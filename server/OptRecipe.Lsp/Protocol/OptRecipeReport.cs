// What the last run of a recipe left, as JSON. The client mirrors this file in client/src/features/report/protocol.ts; a test compares the two.
using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

/// <param name="Current">The text that ran is the text that is open now.</param>
/// <param name="Before">The model that was read; null when the record does not say.</param>
/// <param name="After">The model that was written; null when none was.</param>
/// <param name="Budget">What became of it.</param>
/// <param name="Data">What was measured on, <c>evaluation</c> or <c>calibration</c>; null when nothing was.</param>
/// <param name="Samples">How many samples that were.</param>
/// <param name="Metrics">The one that was asked for first.</param>
public sealed record ReportAnswer(
    string Uri, bool Current, RunAnswerSizes? Before, RunAnswerSizes? After, ImmutableArray<RunAnswerBudget> Budget, ImmutableArray<ReportOutput> Outputs, string? Data, int Samples, ImmutableArray<ReportMetric> Metrics) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("uri", Uri);
        writer.WriteBoolean("current", Current);
        writer.Member("before", Before);
        writer.Member("after", After);
        writer.List("budget", Budget);
        writer.List("outputs", Outputs);
        writer.WriteString("data", Data);
        writer.WriteNumber("samples", Samples);
        writer.List("metrics", Metrics);
        writer.WriteEndObject();
    }
}

/// <param name="Kind">The key in <c>outputs</c>: <c>tflite</c>, <c>report</c>.</param>
/// <param name="Present">A file of that length is there now.</param>
public sealed record ReportOutput(string Kind, string Path, string Uri, long Bytes, bool Present) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", Kind);
        writer.WriteString("path", Path);
        writer.WriteString("uri", Uri);
        writer.WriteNumber("bytes", Bytes);
        writer.WriteBoolean("present", Present);
        writer.WriteEndObject();
    }
}

/// <param name="Better"><c>higher</c> or <c>lower</c>.</param>
/// <param name="Unit"><c>share</c>, <c>decibel</c> or <c>number</c>.</param>
/// <param name="Difference">Optimized − float.</param>
public sealed record ReportMetric(string Metric, string Better, string Unit, ReportFigure Float, ReportFigure Optimized, ReportFigure Difference) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("metric", Metric);
        writer.WriteString("better", Better);
        writer.WriteString("unit", Unit);
        writer.Member("float", Float);
        writer.Member("optimized", Optimized);
        writer.Member("difference", Difference);
        writer.WriteEndObject();
    }
}

/// <param name="Value">Null: not a finite number.</param>
/// <param name="Low">The lower end of the 95 % interval.</param>
public sealed record ReportFigure(double? Value, double? Low, double? High) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        Write(writer, "value", Value);
        Write(writer, "low", Low);
        Write(writer, "high", High);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number)) writer.WriteNumber(name, number);
        else writer.WriteNull(name);
    }
}
