using System.Collections.Immutable;
using OptRecipe.Pipeline.Models;
using OptRecipe.Pipeline.Reporting;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Facts;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Pipeline.Checks;

/// <summary>What about a readable model will cost its user time later: irregularities, operators from outside, dynamic shapes, recurrent layers written out (user problems 14 to 16).</summary>
internal static class ModelFactsCheck
{
    private const int MostRelated = 20;

    private static readonly DiagnosticDescriptor Irregular = new("OR3007", "Model file is irregular", Severity.Warning, "0.1");
    private static readonly DiagnosticDescriptor Foreign = new("OR3008", "Operators from outside TensorFlow Lite", Severity.Warning, "0.1");
    private static readonly DiagnosticDescriptor Dynamic = new("OR3009", "Shapes are known only at run time", Severity.Information, "0.1");
    private static readonly DiagnosticDescriptor Unrolled = new("OR3010", "Recurrent layer is written out", Severity.Information, "0.1");

    public static DiagnosticDescriptor[] Descriptors { get; } = [Irregular, Foreign, Dynamic, Unrolled];

    public static IEnumerable<Diagnostic> Check(CheckContext context)
    {
        if (context.Recipe.Model is not { } named || context.Analysis.Model?.Model is not { } loaded) return [];
        return Of(named.Path, loaded).Select(found => found with
        {
            Span = named.PathSpan,
            Related = [.. found.Related.Select(related => related with { Span = named.PathSpan })],
        });
    }

    private static IEnumerable<Diagnostic> Of(string path, LoadedModel loaded)
    {
        var facts = loaded.Facts;
        if (loaded.Violations is { IsEmpty: false } violations) yield return OfViolations(path, violations);
        foreach (var foreign in facts.ForeignOperators)
            yield return new(Foreign, default, $"`{path}`: {FactText.Foreign(foreign)}") { Severity = foreign.IsFlex ? Severity.Warning : Severity.Information };
        foreach (var shapes in facts.DynamicShapes)
            if (IsMoreThanBatch(loaded.Model, shapes)) yield return new(Dynamic, default, $"`{path}`: {FactText.DynamicShapes(loaded.Model, shapes)}; delegates and microcontrollers plan memory for fixed shapes") { IsSummary = true };
        foreach (var recurrence in facts.Recurrences.Where(recurrence => recurrence.Kind == RecurrenceKind.Unrolled))
            yield return new(Unrolled, default, $"`{path}`: {FactText.Unrolled(loaded.Model, recurrence)}; a converter fuses it into one operator when the layer is an `LSTM` or `GRU` that does not go backwards") { IsSummary = true };
    }

    private static Diagnostic OfViolations(string path, ImmutableArray<Violation> violations) =>
        new(Irregular, default, $"`{path}` is irregular: {violations[0].Message}{(violations.Length > 1 ? $", and {violations.Length - 1} more" : "")}")
        {
            Related = [.. violations.Take(MostRelated).Select(violation => new RelatedInformation(default, violation.Message))],
        };

    private static bool IsMoreThanBatch(Model model, DynamicShapeFacts shapes) =>
        !shapes.FirstOperators.IsEmpty || shapes.Inputs.Any(input => !FactText.IsBatchAlone(model.Subgraphs[shapes.Subgraph].Tensors[input]));
}
