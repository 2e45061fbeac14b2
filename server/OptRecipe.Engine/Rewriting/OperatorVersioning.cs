using OptRecipe.TFLite;

namespace OptRecipe.Engine.Rewriting;

internal static class OperatorVersioning
{
    public static Model Raise(Model model) => model;
}
