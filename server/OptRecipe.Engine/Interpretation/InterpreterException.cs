using OptRecipe.TFLite;

namespace OptRecipe.Engine.Interpretation;

/// <summary>At which moment an interpreter gives up.</summary>
public enum InterpreterStage { Load, Allocate, SetTensor, Invoke }

/// <summary>A model cannot be run, or not with these inputs. The message is one sentence that names the operator, what was found and what is expected.</summary>
/// <param name="isNotDone">True where an operator, or one of its forms, stands in the list of what this engine leaves out.</param>
public sealed class InterpreterException(InterpreterStage stage, string message, OperatorAddress? address = null, bool isNotDone = false) : Exception(message)
{
    public InterpreterStage Stage => stage;
    public OperatorAddress? Address => address;
    public bool IsNotDone => isNotDone;
}
