namespace Tensorflow;

/// <summary>Names that programs use unqualified after <c>using static Tensorflow.Binding;</c>.</summary>
public static partial class Binding
{
    public static readonly tensorflow tf = new();
}
