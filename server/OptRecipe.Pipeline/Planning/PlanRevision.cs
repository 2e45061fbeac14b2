using OptRecipe.Engine.Passes;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Pipeline.Planning;

/// <summary>A plan whose step turned out otherwise while it ran: an automatic choice that needs weights and data. What follows is planned anew.</summary>
internal static class PlanRevision
{
    /// <param name="pass">What the step does instead.</param>
    /// <param name="explain">Gives a decision the reason that the recipe's reader will understand.</param>
    public static Plan Revised(Plan plan, int index, IPass pass, Func<OperatorDecision, OperatorDecision> explain, CancellationToken cancellation)
    {
        var steps = plan.Steps.ToBuilder();
        var model = steps[index].Before;
        for (var next = index; next < steps.Count; next++)
        {
            var chosen = next == index ? pass : steps[next].Pass;
            var decisions = chosen.Plan(model);
            var after = chosen.Apply(model, decisions, PassMode.Plan, null, cancellation);
            if (next == index) decisions = decisions with { Operators = [.. decisions.Operators.Select(explain)] };
            steps[next] = steps[next] with { Pass = chosen, Before = model, Decisions = decisions, Model = after, FileBytes = ModelWriter.Measure(after), ChoosesWhileRunning = next != index && steps[next].ChoosesWhileRunning, MayShrink = next != index && steps[next].MayShrink };
            model = after;
        }
        return plan with { Steps = steps.ToImmutable(), Result = model, FileBytes = steps[^1].FileBytes };
    }
}
