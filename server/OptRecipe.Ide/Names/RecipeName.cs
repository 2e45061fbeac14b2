using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Names;

/// <summary>What a word of a recipe refers to.</summary>
public enum NameKind
{
    /// <summary>An anchor or an alias.</summary>
    Anchor,
    /// <summary>A key of the language, also as the kind of a step or output.</summary>
    Key,
    /// <summary>A built-in target, or a group of them.</summary>
    Target,
    Preset,
    /// <summary>A file or a glob on files.</summary>
    Path,
    /// <summary>An operator's type.</summary>
    Operator,
    /// <summary>Numbers of operators.</summary>
    OperatorNumbers,
    /// <summary>A glob on names of tensors.</summary>
    Tensor,
    /// <summary>An input of the model.</summary>
    Input,
    Signature,
    /// <summary>One of the words that a key allows.</summary>
    Choice,
}

/// <summary>A word that names something, and where it stands.</summary>
/// <param name="Text">Two words of one kind and text mean the same.</param>
/// <param name="Span">The name alone: without quotes, <c>&amp;</c> and <c>*</c>.</param>
/// <param name="IsDeclaration">An anchor.</param>
/// <param name="Declaration">For <see cref="NameKind.Anchor"/>: where its anchor starts, −1 when there is none; a name may be given twice.</param>
public readonly record struct RecipeName(NameKind Kind, string Text, TextSpan Span, bool IsDeclaration = false, int Declaration = -1)
{
    public bool IsSameAs(RecipeName other) => Kind == other.Kind && Text == other.Text && Declaration == other.Declaration;
}
