using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Lenses;

public enum LensCommand
{
    Run,
    /// <summary>Run, then open the report that the recipe writes.</summary>
    RunWithReport,
    /// <summary>Show the report of the last run.</summary>
    OpenReport,
    ShowPlan,
    /// <summary>Show the operators and tensors of the recipe's model.</summary>
    OpenGraph,
    /// <summary>Show the plan, where each target stands operator by operator before and after the steps.</summary>
    Compare,
    /// <summary>A text that can only be read.</summary>
    None,
}

/// <param name="Span">An empty range at the line it stands above.</param>
/// <param name="MakeTitle">Costs something for <see cref="LensCommand.OpenGraph"/> and <see cref="LensCommand.Compare"/>, and is asked for when the lens comes into view.</param>
public sealed record CodeLens(TextSpan Span, LensCommand Command, Func<string> MakeTitle)
{
    public CodeLens(TextSpan span, string title, LensCommand command) : this(span, command, () => title) { }

    public string Title => MakeTitle();

    /// <summary>Whether the title is made when the lens comes into view.</summary>
    public bool IsLate => Command is LensCommand.OpenGraph or LensCommand.Compare;
}
