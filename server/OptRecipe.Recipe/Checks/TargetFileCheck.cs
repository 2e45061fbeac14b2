using System.Collections.Immutable;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Diagnostics;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.TargetFiles;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Checks;

/// <summary>What is wrong in a file of a user's own target, on its own lines.</summary>
internal static class TargetFileCheck
{
    internal static readonly DiagnosticDescriptor Descriptor = new("OR1120", "Target table is wrong", Severity.Error, "0.1");

    /// <summary>All diagnostics of such a file: those of YAML when it is none, else those of the table.</summary>
    internal static ImmutableArray<Diagnostic> Run(SyntaxTree tree, string id, bool isReadable)
    {
        var context = new CheckContext(tree, new BoundRecipe());
        SyntaxCheck.Run(context);
        if (isReadable) AliasCheck.Run(context);
        var found = context.Found();
        return found.Any(diagnostic => diagnostic.Severity == Severity.Error) ? found
            : found.AddRange(TargetFile.Read(id, tree).Problems.Select(problem => new Diagnostic(Descriptor, Line(tree.Text, problem.Line), problem.Message)));
    }

    /// <summary>A line without its indentation.</summary>
    private static TextSpan Line(SourceText text, int line)
    {
        var span = TextSpan.Between(text.Lines.LineStart(line - 1), text.Lines.LineEnd(line - 1));
        var content = text.Slice(span);
        var start = content.Length - content.TrimStart().Length;
        return TextSpan.Between(span.Start + start, span.Start + Math.Max(start, content.TrimEnd().Length));
    }
}
