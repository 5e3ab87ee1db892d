using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Normalisation of each sample over axes (Ba, Kiros and Hinton 2016): (x - mean)/sqrt(variance + epsilon)*gamma + beta, biased
/// variance.</summary>
internal static class LayerNorm
{
    private const string Op = "layer_norm";

    /// <summary>gamma and beta have the extents of the axes, in ascending order.</summary>
    internal static Tensor Apply(Tensor x, Tensor? gamma, Tensor? beta, int[] axes, double epsilon)
    {
        Check.Floating(Op, x);
        int[] sorted = [.. Check.Axes(Op, x, new Axis(axes), "axes").Order().Select(a => (int)a)];
        Check.That(sorted.Length > 0, Op, "axes", "at least one axis", "none");
        Check.That(epsilon >= 0 && double.IsFinite(epsilon), Op, "epsilon", "a number >= 0", epsilon);
        var parameters = new Shape(Array.ConvertAll(sorted, a => x.shape[a]));
        Check.That(parameters.IsFullyDefined && parameters.size > 0, Op, "x", "known extents > 0 along the axes", x.shape);
        CheckParameter("gamma", gamma, parameters, x);
        CheckParameter("beta", beta, parameters, x);
        Tensor[] inputs = [x, .. new[] { gamma, beta }.OfType<Tensor>()];
        if (Array.Exists(inputs, t => t.IsSymbolic))
            return SymbolicOrigin.Result(Op, x.shape, x.dtype, inputs, a => Apply(a[0], gamma is null ? null : a[1],
                beta is null ? null : a[^1], axes, epsilon));
        bool trailing = sorted[0] == x.rank - sorted.Length;
        return trailing && x.size > 0 ? Trailing(x, gamma, beta, inputs, parameters, epsilon) : Composed(x, gamma, beta, sorted, epsilon);
    }

    private static Tensor Trailing(Tensor x, Tensor? gamma, Tensor? beta, Tensor[] inputs, Shape parameters, double epsilon)
    {
        // CUDA's operator takes one dtype only; the processor's widens a half precision x to its parameters inside.
        if (x.Device.IsCuda && (gamma ?? beta)?.dtype is { } wide && wide != x.dtype)
        {
            Tensor widened = MathOps.Cast(x, wide);
            return MathOps.Cast(Trailing(widened, gamma, beta, [widened, .. inputs[1..]], parameters, epsilon), x.dtype);
        }
        using var scope = new Scope(Op);
        (Tensor y, Tensor mean, Tensor rstd) = Aten.native_layer_norm(x, parameters.Span, gamma, beta, epsilon);
        if (Tape.IsRecording(inputs))
            Tape.Record(Op, inputs, [y], (dy, needs) => Gradient(dy[0]!, needs, x, gamma, beta, parameters, mean, rstd, epsilon),
                [x, gamma, beta, mean, rstd]);
        return scope.Return(y);
    }

    private static Tensor?[] Gradient(
        Tensor dy, bool[] needs, Tensor x, Tensor? gamma, Tensor? beta, Shape parameters, Tensor mean, Tensor rstd, double epsilon)
    {
        Check.SameAs("gradient of " + Op, dy, x);
        bool wantGamma = gamma is not null && needs[1];
        bool wantBeta = beta is not null && needs[^1];
        Tensor? dx, dg, db;
        if (Tape.AnyActive)
        {
            int lead = x.rank - parameters.ndim;
            var axes = new Axis([.. Enumerable.Range(lead, parameters.ndim)]);
            var rows = new Axis([.. Enumerable.Range(0, lead)]);
            TF_DataType wide = gamma?.dtype ?? x.dtype;
            (Tensor normal, Tensor inverse) = NormMath.Normalize(MathOps.Cast(x, wide), axes, epsilon);
            Tensor d = MathOps.Cast(dy, wide);
            dx = MathOps.Cast(NormMath.NormalizeGradient(gamma is null ? d : d * gamma, normal, inverse, axes), x.dtype);
            dg = wantGamma ? Reductions.Sum(d * normal, rows) : null;
            db = wantBeta ? Reductions.Sum(d, rows) : null;
        }
        else
        {
            Tensor?[] g = Aten.native_layer_norm_backward(dy, x, parameters.Span, mean, rstd, gamma, beta, [needs[0], wantGamma, wantBeta]);
            (dx, dg, db) = (g[0], g[1], g[2]);
        }
        return [dx, .. gamma is null ? [] : new[] { dg }, .. beta is null ? [] : new[] { db }];
    }

    private static Tensor Composed(Tensor x, Tensor? gamma, Tensor? beta, int[] axes, double epsilon)
    {
        using var scope = new Scope(Op);
        Tensor y = NormMath.Normalize(x, new Axis(axes), epsilon).Normal;
        var dims = new long[x.rank];
        for (int i = 0; i < dims.Length; i++)
            dims[i] = Array.IndexOf(axes, i) >= 0 ? x.shape[i] : 1;
        if (gamma is not null)
            y *= ShapeOps.Reshape(gamma, new Shape(dims));
        if (beta is not null)
            y += ShapeOps.Reshape(beta, new Shape(dims));
        return scope.Return(y);
    }

    private static void CheckParameter(string name, Tensor? parameter, Shape shape, Tensor x)
    {
        if (parameter is null)
            return;
        bool mixed = x.dtype is TF_DataType.TF_BFLOAT16 or TF_DataType.TF_HALF && parameter.dtype == TF_DataType.TF_FLOAT;
        Check.That(mixed || parameter.dtype == x.dtype, Op, name, $"dtype {x.dtype.as_numpy_name()}, as x",
            parameter.dtype.as_numpy_name());
        Check.That(parameter.shape == shape, Op, name, $"shape {shape}", parameter.shape);
    }
}

/// <summary>Normalisation of each sample over groups of channels and all positions (Wu and He 2018).</summary>
internal static class GroupNorm
{
    private const string Op = "group_norm";

    /// <summary>x [N, .., C, ..] with the channels at an axis; gamma and beta [C].</summary>
    internal static Tensor Apply(Tensor x, Tensor? gamma, Tensor? beta, int groups, double epsilon, int axis = -1)
    {
        Check.Floating(Op, x);
        Check.MinRank(Op, x, 2);
        axis = Check.AxisOf(Op, x.shape, axis);
        Check.That(axis > 0, Op, "axis", "an axis other than the batch's", axis);
        long c = x.shape[axis];
        Check.That(c > 0, Op, "x", $"a known number of channels along axis {axis}", x.shape);
        Check.That(groups > 0 && c % groups == 0, Op, "groups", $"a divisor of {c} channels", groups);
        Check.That(epsilon >= 0 && double.IsFinite(epsilon), Op, "epsilon", "a number >= 0", epsilon);
        NormMath.CheckVector(Op, "gamma", gamma, c, x);
        NormMath.CheckVector(Op, "beta", beta, c, x);
        Tensor[] inputs = [x, .. new[] { gamma, beta }.OfType<Tensor>()];
        if (Array.Exists(inputs, t => t.IsSymbolic))
            return SymbolicOrigin.Result(Op, x.shape, x.dtype, inputs, a => Apply(a[0], gamma is null ? null : a[1],
                beta is null ? null : a[^1], groups, epsilon, axis));
        using var scope = new Scope(Op);
        TF_DataType wide = gamma?.dtype ?? beta?.dtype ?? x.dtype;
        var split = new Shape([.. x.shape.dims[..axis], groups, c / groups, .. x.shape.dims[(axis + 1)..]]);
        var axes = new Axis([.. Enumerable.Range(1, split.ndim - 1).Where(i => i != axis)]);
        Tensor y = ShapeOps.Reshape(NormMath.Normalize(ShapeOps.Reshape(MathOps.Cast(x, wide), split), axes, epsilon).Normal, x.shape);
        if (gamma is not null)
            y *= NormMath.Along(gamma, x.rank, axis);
        if (beta is not null)
            y += NormMath.Along(beta, x.rank, axis);
        return scope.Return(MathOps.Cast(y, x.dtype));
    }
}
