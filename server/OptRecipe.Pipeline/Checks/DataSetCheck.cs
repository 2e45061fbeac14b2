using System.Collections.Immutable;
using OptRecipe.Pipeline.Data;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Pipeline.Checks;

/// <summary>Data sets that cannot be read or do not fit the model (user problems 6 to 8).</summary>
internal static class DataSetCheck
{
    private static readonly DiagnosticDescriptor NotFound = new("OR3020", "Data not found", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor Empty = new("OR3021", "No samples there", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor Unreadable = new("OR3022", "Data cannot be read", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor UnknownName = new("OR3023", "No such array or input", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor Shape = new("OR3024", "Samples have the wrong shape", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor Layout = new("OR3025", "Samples have their channels first", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor Type = new("OR3026", "Samples have the wrong type", Severity.Error, "0.1");
    private static readonly DiagnosticDescriptor Axis = new("OR3027", "An axis of 1 is added", Severity.Information, "0.1");
    private static readonly DiagnosticDescriptor Labels = new("OR3028", "Labels do not fit", Severity.Error, "0.1");

    public static DiagnosticDescriptor[] Descriptors { get; } = [NotFound, Empty, Unreadable, UnknownName, Shape, Layout, Type, Axis, Labels];

    public static IEnumerable<Diagnostic> Check(CheckContext context) =>
        from data in context.Analysis.DataSets
        from problem in data.Problems
        select (new Diagnostic(DescriptorOf(problem.Kind), problem.Span, problem.Message)
        {
            Fixes = problem.Suggestion is { } suggestion ? [new Fix(suggestion.Title, FixSafety.Unsafe, [PreprocessingEdit.First(context.Text, data.Bound, suggestion.Step)]), .. problem.Fixes] : problem.Fixes,
        }).WithFix(problem.Kind == DataProblemKind.Missing ? Nearest(context, data.Bound.Path, problem.Span) : null);

    private static Fix? Nearest(CheckContext context, BoundText path, TextSpan span) =>
        span == path.Span && NearestFile.Of(context, path.Value, name => DataFormats.Of(name) is not null) is { } other ? NearestFile.Fix(context, path.Value, span, other) : null;

    private static DiagnosticDescriptor DescriptorOf(DataProblemKind kind) => kind switch
    {
        DataProblemKind.Missing or DataProblemKind.Refused => NotFound,
        DataProblemKind.Empty => Empty,
        DataProblemKind.UnknownFormat or DataProblemKind.Broken => Unreadable,
        DataProblemKind.UnknownArray or DataProblemKind.UnknownInput => UnknownName,
        DataProblemKind.WrongShape => Shape,
        DataProblemKind.WrongLayout => Layout,
        DataProblemKind.WrongType => Type,
        DataProblemKind.AxisAdded => Axis,
        _ => Labels,
    };
}
