using System.Collections.Immutable;

namespace OptRecipe.Coverage;

/// <summary>A real tool whose recorded answers our verdicts are compared with. To plug one in:
/// 1. a class in <c>Oracles/</c> that implements this (see <c>XnnpackModels.cs</c>: read the golden JSON, judge the same file with <c>TargetJudge</c>, <c>table.Add</c> for each operator);
/// 2. one line in <c>OracleTable.cs</c>; 3. its words and their meaning in the first table of <c>server/docs/targets/agreement.md</c>.
/// <c>Compare</c> returns without adding anything when its golden folder is not there (<c>SharedFolder.Require</c>); small cases may lie in <c>tests/corpus/targets/&lt;id&gt;</c>.
/// Several configurations are several groups of one oracle, or several oracles if each has to reach the floor alone.
/// Every disagreement needs a <see cref="Cause"/> whose pattern matches its case; one that matches nothing fails too, so that fixed ones do not stay in the list.
/// <c>OracleTests</c> then asserts the floor and the causes and writes the figures into agreement.md (<c>npm run update</c>), and
/// <c>npm run coverage -- &lt;id&gt; --list</c> prints the table with every disagreement.</summary>
public interface IOracle
{
    /// <summary>The word on the command line: <c>xnnpack</c>, <c>ethos-u</c>.</summary>
    string Id { get; }

    /// <summary>The tool with its version, as the page names it.</summary>
    string Title { get; }

    /// <summary>The share of operators that must be judged right, 0…1.</summary>
    double Floor { get; }

    /// <summary>Why the tool and we differ.</summary>
    ImmutableArray<Cause> Causes { get; }

    void Compare(AgreementTable table);
}

/// <summary>One named cause of disagreements.</summary>
/// <param name="Pattern">A regular expression on <c>group/case place</c>.</param>
/// <param name="Tool">What the tool says, for the page.</param>
/// <param name="Ours">What we say.</param>
/// <param name="Text">Why; one sentence.</param>
public sealed record Cause(string Pattern, string Tool, string Ours, string Text);
