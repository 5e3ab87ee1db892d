using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>
/// <c>tf.function</c>: the function as it is, run eagerly in one scope, so that everything it makes except its results is
/// released when it returns. Tensors kept in fields or lists say so when they are used afterwards.
/// </summary>
public sealed partial class tensorflow
{
    public Func<Tensor> function(Func<Tensor> func, string? name = null)
    {
        string scope = NameOf(func, name);
        return () => Scoped(scope, func);
    }

    public Func<Tensor, Tensor> function(Func<Tensor, Tensor> func, string? name = null)
    {
        string scope = NameOf(func, name);
        return a => Scoped(scope, () => func(a));
    }

    public Func<Tensor, Tensor, Tensor> function(Func<Tensor, Tensor, Tensor> func, string? name = null)
    {
        string scope = NameOf(func, name);
        return (a, b) => Scoped(scope, () => func(a, b));
    }

    public Func<Tensor, Tensor, Tensor, Tensor> function(Func<Tensor, Tensor, Tensor, Tensor> func, string? name = null)
    {
        string scope = NameOf(func, name);
        return (a, b, c) => Scoped(scope, () => func(a, b, c));
    }

    public Func<Tensor, Tensor, Tensor, Tensor, Tensor> function(Func<Tensor, Tensor, Tensor, Tensor, Tensor> func, string? name = null)
    {
        string scope = NameOf(func, name);
        return (a, b, c, d) => Scoped(scope, () => func(a, b, c, d));
    }

    public Func<Tensor, Tensors> function(Func<Tensor, Tensors> func, string? name = null)
    {
        string scope = NameOf(func, name);
        return a => ScopedAll(scope, () => func(a));
    }

    public Func<Tensor, Tensor, Tensors> function(Func<Tensor, Tensor, Tensors> func, string? name = null)
    {
        string scope = NameOf(func, name);
        return (a, b) => ScopedAll(scope, () => func(a, b));
    }

    public Func<Tensor, Tensor, Tensor, Tensors> function(Func<Tensor, Tensor, Tensor, Tensors> func, string? name = null)
    {
        string scope = NameOf(func, name);
        return (a, b, c) => ScopedAll(scope, () => func(a, b, c));
    }

    public Func<Tensor, Tensor, Tensor, Tensor, Tensors> function(Func<Tensor, Tensor, Tensor, Tensor, Tensors> func, string? name = null)
    {
        string scope = NameOf(func, name);
        return (a, b, c, d) => ScopedAll(scope, () => func(a, b, c, d));
    }

    public Action<Tensor> function(Action<Tensor> func, string? name = null)
    {
        string scope = NameOf(func, name);
        return a => ScopedVoid(scope, () => func(a));
    }

    public Action<Tensor, Tensor> function(Action<Tensor, Tensor> func, string? name = null)
    {
        string scope = NameOf(func, name);
        return (a, b) => ScopedVoid(scope, () => func(a, b));
    }

    public Action<Tensor, Tensor, Tensor> function(Action<Tensor, Tensor, Tensor> func, string? name = null)
    {
        string scope = NameOf(func, name);
        return (a, b, c) => ScopedVoid(scope, () => func(a, b, c));
    }

    public Action<Tensor, Tensor, Tensor, Tensor> function(Action<Tensor, Tensor, Tensor, Tensor> func, string? name = null)
    {
        string scope = NameOf(func, name);
        return (a, b, c, d) => ScopedVoid(scope, () => func(a, b, c, d));
    }

    /// <summary>True: there are no graphs.</summary>
    public bool executing_eagerly() => true;

    /// <summary>Execution is always eager; here for programs that ask for it.</summary>
    public void enable_eager_execution()
    {
        Engine.Ensure();
    }

    /// <summary>Graph conversion of TensorFlow.NET: a <c>tf.function</c>.</summary>
    public autograph_api autograph { get; } = new();

    private static string NameOf(Delegate func, string? name) => name is { Length: > 0 } ? name : FunctionName.Of(func, "tf.function in ");

    private static Tensor Scoped(string name, Func<Tensor> call)
    {
        using var scope = new Scope(name);
        return scope.Return(call());
    }

    private static Tensors ScopedAll(string name, Func<Tensors> call)
    {
        using var scope = new Scope(name);
        return scope.Return(call());
    }

    private static void ScopedVoid(string name, Action call)
    {
        using var scope = new Scope(name);
        call();
    }
}

/// <summary><c>tf.autograph</c>.</summary>
public sealed class autograph_api
{
    internal autograph_api()
    {
    }

    /// <summary>The function as a <c>tf.function</c> for arguments of one dtype.</summary>
    public Func<Tensor, Tensor> to_graph(Func<Tensor, Tensor> func, TF_DataType dtype = TF_DataType.TF_INT32) =>
        Binding.tf.function((Tensor a) => func(Typed(a, dtype)), FunctionName.Of(func));

    /// <summary>The function as a <c>tf.function</c> for arguments of the given dtypes (int32 where none is given).</summary>
    public Func<Tensor, Tensor, Tensor> to_graph(Func<Tensor, Tensor, Tensor> func, params TF_DataType[] dtypes) =>
        Binding.tf.function(
            (Tensor a, Tensor b) => func(Typed(a, dtypes.ElementAtOrDefault(0)), Typed(b, dtypes.ElementAtOrDefault(1))), FunctionName.Of(func));

    private static Tensor Typed(Tensor x, TF_DataType dtype)
    {
        TF_DataType expected = dtype == TF_DataType.DtInvalid ? TF_DataType.TF_INT32 : dtype;
        Check.That(x.dtype == expected, "to_graph", "dtype", $"arguments of dtype {expected.as_numpy_name()}", x.dtype.as_numpy_name());
        return x;
    }
}
