using TfNet.Kernels;
using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>
/// Batch normalisation along one axis (Ioffe and Szegedy 2015): y = act((x - mean)/sqrt(variance + epsilon)*gamma + beta), mean and biased
/// variance over all other axes. The moving averages are the layer's affair.
/// </summary>
internal static class BatchNorm
{
    private const string Op = "batch_norm";

    /// <summary>
    /// With the batch's own statistics, through which the gradient of x flows; the returned mean and (biased) variance carry none.
    /// </summary>
    internal static (Tensor Y, Tensor Mean, Tensor Variance) Train(
        Tensor x, Tensor? gamma, Tensor? beta, double epsilon, int axis = -1, FusedActivation activation = FusedActivation.None,
        Tensor? shortcut = null)
    {
        axis = CheckArguments(x, axis, epsilon, ("gamma", gamma), ("beta", beta));
        if (shortcut is not null)
            return TrainWithShortcut(x, gamma, beta, epsilon, axis, activation, shortcut);
        long channels = x.shape[axis];
        TF_DataType statistics = x.dtype is TF_DataType.TF_BFLOAT16 or TF_DataType.TF_HALF ? TF_DataType.TF_FLOAT : x.dtype;
        Tensor[] inputs = [x, .. new[] { gamma, beta }.OfType<Tensor>()];
        if (Array.Exists(inputs, t => t.IsSymbolic))
        {
            Tensor[] r = SymbolicOrigin.Results(Op, [(x.shape, x.dtype), (channels, statistics), (channels, statistics)], inputs, a =>
            {
                (Tensor y, Tensor m, Tensor v) = Train(a[0], gamma is null ? null : a[1], beta is null ? null : a[^1], epsilon, axis,
                    activation);
                return [y, m, v];
            });
            return (r[0], r[1], r[2]);
        }
        Check.That(x.size > 0, Op, "x", "at least one value", x.shape);
        using var scope = new Scope(Op);
        bool own = axis == x.rank - 1 && Kernel.Takes(x);
        (Tensor y, Tensor mean, Tensor variance, Tensor[] saved) =
            own ? ByKernel(x, gamma, beta, epsilon, activation, null) : ByLibTorch(x, gamma, beta, epsilon, activation, axis);
        if (Tape.IsRecording(inputs))
            Tape.Record(Op, inputs, [y], (dy, needs) => Gradient(dy[0]!, needs, x, gamma, beta, y, saved, own, epsilon, activation, axis),
                [x, gamma, activation == FusedActivation.None ? null : y, .. saved]);
        scope.Return(mean);
        scope.Return(variance);
        return (scope.Return(y), mean, variance);
    }

    /// <summary>
    /// As Train, and the layer's moving averages move on: moving = moving*momentum + batch*(1 - momentum), the variance by the unbiased one
    /// for maps (rank 4 and 5, Keras' fused kernel), the biased one else. On a GPU one operator does both.
    /// </summary>
    internal static Tensor TrainMoving(
        Tensor x, Tensor? gamma, Tensor? beta, MovingStatistics moving, double epsilon, int axis, FusedActivation activation,
        Tensor? shortcut)
    {
        if (!x.IsSymbolic && x.Device.IsCuda && TakesOperator(x, axis))
            return ByOperator(x, gamma, beta, moving, epsilon, Check.AxisOf(Op, x.shape, axis), activation, shortcut);
        (Tensor y, Tensor mean, Tensor variance) = Train(x, gamma, beta, epsilon, axis, activation, shortcut);
        if (!x.IsSymbolic)
            UpdateMoving(moving, mean, variance, x.rank is 4 or 5 ? Unbiased(x, axis) : 1);
        return y;
    }

    /// <summary>The operator's moving variance is by the unbiased one always; cuDNN takes channels first or last.</summary>
    private static bool TakesOperator(Tensor x, int axis) => x.rank is 4 or 5 && x.size > x.shape[axis] && (axis is 1 or -1 || axis == x.rank - 1);

    /// <summary>n/(n - 1) for n values per channel.</summary>
    private static double Unbiased(Tensor x, int axis)
    {
        double n = (double)x.size / x.shape[axis];
        return n > 1 ? n / (n - 1) : 1;
    }

    internal static Tensor ByOperator(
        Tensor x, Tensor? gamma, Tensor? beta, MovingStatistics moving, double epsilon, int axis, FusedActivation activation,
        Tensor? shortcut)
    {
        CheckArguments(x, axis, epsilon, ("gamma", gamma), ("beta", beta));
        using var scope = new Scope(Op);
        TF_DataType dtype = moving.Mean.dtype;
        Tensor dense = Layout.Dense(x);
        // cuDNN's kernel is chosen, forward and backward alike, only where both are there.
        Tensor weight = Dense(gamma) ?? Creation.Fill(x.shape[axis], 1, dtype, x.Device);
        Tensor bias = Dense(beta) ?? Creation.Fill(x.shape[axis], 0, dtype, x.Device);
        (Tensor first, Tensor mean, Tensor inverse, Tensor notes) = Aten._batch_norm_with_update(
            ToSecond(dense, axis), weight, bias, moving.Mean.MutableValue(), moving.Variance.MutableValue(), 1 - moving.Momentum, epsilon);
        FusedActivation inside = shortcut is null ? activation : FusedActivation.None;
        FusedActivations.InPlace(inside, first);
        Tensor y = FromSecond(first, axis);
        Tensor[] inputs = [x, .. new[] { gamma, beta }.OfType<Tensor>()];
        if (Tape.IsRecording(inputs))
            Tape.Record(Op, inputs, [y], (dy, needs) => Gradient(dy[0]!, needs, dense, gamma, beta, y, [mean, inverse, notes], false,
                epsilon, inside, axis), [dense, gamma, inside == FusedActivation.None ? null : y, mean, inverse, notes]);
        return scope.Return(shortcut is null ? y : FusedActivations.AsOp(activation, MathOps.Add(shortcut, y)));
    }

    /// <summary>act(norm + shortcut), in one pass where own kernels run. dz = dy under the activation's mask is the shortcut's gradient and
    /// the norm's.</summary>
    private static (Tensor Y, Tensor Mean, Tensor Variance) TrainWithShortcut(
        Tensor x, Tensor? gamma, Tensor? beta, double epsilon, int axis, FusedActivation activation, Tensor shortcut)
    {
        using var scope = new Scope(Op);
        if (axis != x.rank - 1 || x.IsSymbolic || shortcut.IsSymbolic || shortcut.shape != x.shape || !Kernel.Takes(x) || !Kernel.Takes(shortcut))
        {
            (Tensor normal, Tensor m, Tensor v) = Train(x, gamma, beta, epsilon, axis);
            scope.Return(m);
            scope.Return(v);
            return (scope.Return(FusedActivations.AsOp(activation, MathOps.Add(shortcut, normal))), m, v);
        }
        Tensor[] inputs = [x, shortcut, .. new[] { gamma, beta }.OfType<Tensor>()];
        (Tensor y, Tensor mean, Tensor variance, Tensor[] saved) = ByKernel(x, gamma, beta, epsilon, activation, shortcut);
        if (Tape.IsRecording(inputs))
            Tape.Record(Op, inputs, [y], (dy, needs) =>
            {
                Tensor dz = FusedActivations.Backward(activation, dy[0]!, y);
                Tensor?[] g = Gradient(dz, [needs[0], .. needs[2..]], x, gamma, beta, y, saved, true, epsilon, FusedActivation.None, axis);
                return [g[0], dz, .. g[1..]];
            }, [x, gamma, activation == FusedActivation.None ? null : y, .. saved]);
        scope.Return(mean);
        scope.Return(variance);
        return (scope.Return(y), mean, variance);
    }

    private static (Tensor, Tensor, Tensor, Tensor[]) ByKernel(Tensor x, Tensor? gamma, Tensor? beta, double epsilon,
        FusedActivation activation, Tensor? shortcut)
    {
        (Tensor y, Tensor mean, Tensor variance, Tensor statistics) = BatchNormKernel.Forward(x, Dense(gamma), Dense(beta), epsilon,
            activation, shortcut);
        return (y, mean, variance, [statistics]);
    }

    /// <summary>native_batch_norm; with momentum 1 its running variance is the batch's unbiased one.</summary>
    private static (Tensor, Tensor, Tensor, Tensor[]) ByLibTorch(
        Tensor x, Tensor? gamma, Tensor? beta, double epsilon, FusedActivation activation, int axis)
    {
        long channels = x.shape[axis];
        long count = x.size / channels;
        TF_DataType dtype = x.dtype is TF_DataType.TF_BFLOAT16 or TF_DataType.TF_HALF ? TF_DataType.TF_FLOAT : x.dtype;
        Tensor mean = Creation.Fill(channels, 0, dtype, x.Device);
        Tensor variance = Creation.Fill(channels, 0, dtype, x.Device);
        (Tensor first, Tensor save, Tensor inverse) = Aten.native_batch_norm(ToSecond(x, axis), gamma, beta, mean, variance, true, 1,
            epsilon);
        FusedActivations.InPlace(activation, first);
        if (count == 1)
            Aten.zero_(variance);
        else
            Aten.mul_(variance, Aten.scalar((count - 1.0) / count, dtype));
        return (FromSecond(first, axis), mean, variance, [save, inverse]);
    }

    private static Tensor?[] Gradient(
        Tensor dy, bool[] needs, Tensor x, Tensor? gamma, Tensor? beta, Tensor y, Tensor[] saved, bool own, double epsilon,
            FusedActivation activation, int axis)
    {
        Check.SameAs("gradient of " + Op, dy, x);
        Tensor? dx, dg, db;
        if (Tape.AnyActive)
            (dx, dg, db) = Composed(FusedActivations.Backward(activation, dy, y), x, gamma, epsilon, axis);
        else if (own)
            (dx, dg, db) = BatchNormKernel.Backward(x, Layout.Dense(dy), saved[0], activation, needs[0]);
        else
            (dx, dg, db) = ByLibTorch(FusedActivations.Backward(activation, dy, y), x, gamma, saved, epsilon, axis);
        return [dx, .. gamma is null ? [] : new[] { dg }, .. beta is null ? [] : new[] { db }];
    }

    private static (Tensor?, Tensor?, Tensor?) ByLibTorch(Tensor dz, Tensor x, Tensor? gamma, Tensor[] saved, double epsilon, int axis)
    {
        // Without a weight the operator gives no gradients for weight and bias: ones stand for it.
        Tensor weight = Dense(gamma) ?? Creation.Fill(x.shape[axis], 1, saved[0].dtype, x.Device);
        if (saved.Length == 3)
        {
            (Tensor dx, Tensor dg, Tensor db) =
                Aten.batch_norm_backward(ToSecond(dz, axis), ToSecond(x, axis), weight, saved[0], saved[1], epsilon, saved[2]);
            return (FromSecond(dx, axis), dg, db);
        }
        Tensor?[] g = Aten.native_batch_norm_backward(ToSecond(dz, axis), ToSecond(x, axis), weight, saved[0], saved[1], epsilon,
            [true, true, true]);
        return (FromSecond(g[0]!, axis), g[1], g[2]);
    }

    /// <summary>The gradients in ops, for tapes that record them.</summary>
    private static (Tensor, Tensor, Tensor) Composed(Tensor dz, Tensor x, Tensor? gamma, double epsilon, int axis)
    {
        TF_DataType wide = x.dtype is TF_DataType.TF_BFLOAT16 or TF_DataType.TF_HALF ? TF_DataType.TF_FLOAT : x.dtype;
        Axis others = NormMath.Others(x.rank, axis);
        (Tensor normal, Tensor inverse) = NormMath.Normalize(MathOps.Cast(x, wide), others, epsilon);
        Tensor d = MathOps.Cast(dz, wide);
        Tensor scaled = gamma is null ? d : d * NormMath.Along(gamma, x.rank, axis);
        Tensor dx = MathOps.Cast(NormMath.NormalizeGradient(scaled, normal, inverse, others), x.dtype);
        return (dx, Reductions.Sum(d * normal, others), Reductions.Sum(d, others));
    }

    /// <summary>With given statistics, which are constants to the layer but have gradients here as every input has.</summary>
    internal static Tensor Inference(
        Tensor x, Tensor? gamma, Tensor? beta, Tensor mean, Tensor variance, double epsilon, int axis = -1,
        FusedActivation activation = FusedActivation.None)
    {
        axis = CheckArguments(x, axis, epsilon, ("gamma", gamma), ("beta", beta), ("mean", mean), ("variance", variance));
        Tensor[] inputs = [x, mean, variance, .. new[] { gamma, beta }.OfType<Tensor>()];
        if (Array.Exists(inputs, t => t.IsSymbolic))
            return SymbolicOrigin.Result(Op, x.shape, x.dtype, inputs,
                a => Inference(a[0], gamma is null ? null : a[3], beta is null ? null : a[^1], a[1], a[2], epsilon, axis, activation));
        using var scope = new Scope(Op);
        Tensor y;
        if (axis == x.rank - 1 && Kernel.Takes(x))
        {
            y = BatchNormKernel.Inference(x, Dense(gamma), Dense(beta), Dense(mean)!, Dense(variance)!, epsilon, activation);
        }
        else
        {
            y = FromSecond(Aten.native_batch_norm(ToSecond(x, axis), gamma, beta, mean, variance, false, 0, epsilon).Y, axis);
            FusedActivations.InPlace(activation, y);
        }
        if (Tape.IsRecording(inputs))
            Tape.Record(Op, inputs, [y], (dy, needs) => InferenceGradient(FusedActivations.Backward(activation, dy[0]!, y), needs, inputs,
                gamma, beta, epsilon, axis),
                [.. inputs, activation == FusedActivation.None ? null : y]);
        return scope.Return(y);
    }

    private static Tensor?[] InferenceGradient(Tensor dz, bool[] needs, Tensor[] inputs, Tensor? gamma, Tensor? beta, double epsilon,
        int axis)
    {
        (Tensor x, Tensor mean, Tensor variance) = (inputs[0], inputs[1], inputs[2]);
        Axis others = NormMath.Others(x.rank, axis);
        Tensor inverse = UnaryOps.Rsqrt(variance + epsilon);
        Tensor scale = gamma is null ? inverse : inverse * gamma;
        var result = new Tensor?[inputs.Length];
        if (needs[0])
            result[0] = MathOps.Multiply(dz, NormMath.Along(MathOps.Cast(scale, dz.dtype), x.rank, axis));
        if (needs.AsSpan(1).IndexOf(true) < 0)
            return result;
        Tensor d = MathOps.Cast(dz, scale.dtype);
        Tensor sum = Reductions.Sum(d, others);
        Tensor product = Reductions.Sum(d * (MathOps.Cast(x, scale.dtype) - NormMath.Along(mean, x.rank, axis)), others);
        result[1] = needs[1] ? -(sum * scale) : null;
        result[2] = needs[2] ? product * scale * inverse * inverse * -0.5 : null;
        if (gamma is not null)
            result[3] = product * inverse;
        if (beta is not null)
            result[^1] = sum;
        return result;
    }

    /// <summary>tf.nn.batch_normalization's formula in ops, with broadcasting: (x - mean)*scale/sqrt(variance + epsilon) +
    /// offset.</summary>
    internal static Tensor Formula(Tensor x, Tensor mean, Tensor variance, Tensor? offset, Tensor? scale, double epsilon)
    {
        using var scope = new Scope("batch_normalization");
        Tensor factor = UnaryOps.Rsqrt(variance + epsilon);
        if (scale is not null)
            factor *= scale;
        Tensor shift = offset is null ? -(mean * factor) : offset - mean * factor;
        return scope.Return(x * factor + shift);
    }

    /// <summary>moving = moving*momentum + batch*(1 - momentum), in place, with the batch's variance multiplied by a correction (n/(n-1))
    /// first.</summary>
    internal static void UpdateMoving(MovingStatistics moving, Tensor mean, Tensor variance, double varianceCorrection)
    {
        using var scope = new Scope("update_moving");
        Move(moving.Mean, mean, moving.Momentum, 1);
        Move(moving.Variance, variance, moving.Momentum, varianceCorrection);
    }

    /// <summary>As Keras rounds it: moving -= (moving - batch)*decay with decay = 1 - momentum in the variable's dtype.</summary>
    private static void Move(ResourceVariable moving, Tensor batch, double momentum, double correction)
    {
        Check.That(batch.shape == moving.shape && batch.dtype == moving.dtype, "update_moving", "batch",
            $"shape {moving.shape} {moving.dtype.as_numpy_name()}, as variable '{moving.Name}'",
                $"{batch.shape} {batch.dtype.as_numpy_name()}");
        Untracked value = Untracked.Of(moving);
        Untracked corrected = correction == 1 ? new Untracked(batch) : new Untracked(batch) * correction;
        (value - (value - corrected) * (1 - momentum)).StoreIn(moving);
    }

    private static int CheckArguments(Tensor x, int axis, double epsilon, params ReadOnlySpan<(string Name, Tensor? Vector)> vectors)
    {
        Check.Floating(Op, x);
        Check.That(x.rank is >= 2 and <= 5, Op, "x", "rank 2 to 5", $"shape {x.shape}");
        axis = Check.AxisOf(Op, x.shape, axis);
        Check.That(axis > 0, Op, "axis", "an axis other than the batch's", axis);
        Check.That(x.shape[axis] > 0, Op, "x", $"a known number of channels along axis {axis}", x.shape);
        Check.That(epsilon >= 0 && double.IsFinite(epsilon), Op, "epsilon", "a number >= 0", epsilon);
        foreach ((string name, Tensor? vector) in vectors)
            NormMath.CheckVector(Op, name, vector, x.shape[axis], x);
        return axis;
    }

    private static Tensor? Dense(Tensor? vector) => vector is null ? null : Layout.Dense(vector);

    /// <summary>The axis of the channels as the second, where LibTorch wants it.</summary>
    private static Tensor ToSecond(Tensor x, int axis)
    {
        if (axis == 1)
            return x;
        return Aten.permute(x, [0, axis, .. Enumerable.Range(1, x.rank - 1).Where(i => i != axis).Select(i => (long)i)]);
    }

    private static Tensor FromSecond(Tensor y, int axis)
    {
        if (axis == 1)
            return y;
        var order = new long[y.rank];
        for (int i = 1; i < order.Length; i++)
            order[i] = i == axis ? 1 : i < axis ? i + 1 : i;
        return Aten.permute(y, order);
    }
}

/// <summary>A layer's moving averages, and how much of the old stays at each step.</summary>
internal readonly record struct MovingStatistics(ResourceVariable Mean, ResourceVariable Variance, double Momentum);

public sealed partial class nn_api
{
    /// <summary>(x - mean)*scale/sqrt(variance + variance_epsilon) + offset, with broadcasting; offset and scale may be null.</summary>
    public Tensor batch_normalization(Tensor x, Tensor mean, Tensor variance, Tensor? offset, Tensor? scale, double variance_epsilon) =>
        BatchNorm.Formula(x, mean, variance, offset, scale, variance_epsilon);
}
