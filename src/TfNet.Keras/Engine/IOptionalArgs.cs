namespace Tensorflow.Common.Types;

/// <summary>Further arguments of a layer's call (an attention mask, say).</summary>
public interface IOptionalArgs
{
    string Identifier { get; }
}
