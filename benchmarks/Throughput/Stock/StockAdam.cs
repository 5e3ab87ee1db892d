using Tensorflow;
using TfNet.LibTorch;

namespace Throughput.Stock;

/// <summary>
/// torch.optim.Adam: by default a loop of unfused operators over the variables (its choice on a processor), or one fused call for
/// each variable.
/// </summary>
internal sealed class StockAdam(bool fused)
{
    private const double Rate = 0.001, Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;
    private int _step;

    /// <summary>Makes the slots; outside every scope, as they live as long as the network.</summary>
    internal static void Prepare(IEnumerable<StockParameter> parameters)
    {
        foreach (StockParameter p in parameters)
            (p.First, p.Second) = (Creation.ZerosLike(p.Value), Creation.ZerosLike(p.Value));
    }

    internal void Update(IEnumerable<StockParameter> parameters)
    {
        _step++;
        double first = 1 - Math.Pow(Beta1, _step);
        double second = Math.Sqrt(1 - Math.Pow(Beta2, _step));
        foreach (StockParameter p in parameters)
        {
            if (fused)
                Fused(p);
            else
                Loop(p, first, second);
            p.Gradient!.Dispose();
            p.Gradient = null;
        }
    }

    private static void Loop(StockParameter p, double first, double second)
    {
        (Tensor m, Tensor v, Tensor g) = (p.First!, p.Second!, p.Gradient!);
        NativeOps.Lerp(m, g, 1 - Beta1);
        NativeOps.MultiplyInPlace(v, Beta2);
        NativeOps.AddProduct(v, g, g, 1 - Beta2);
        Tensor root = Aten.sqrt(v);
        Tensor denominator = NativeOps.Divide(root, second);
        root.Dispose();
        NativeOps.AddInPlace(denominator, Epsilon);
        NativeOps.AddQuotient(p.Value, m, denominator, -Rate / first);
        denominator.Dispose();
    }

    /// <summary>
    /// _fused_adam_(Tensor(a!)[] self, grads, exp_avgs, exp_avg_sqs, max_exp_avg_sqs, state_steps, *, float lr, beta1, beta2,
    /// weight_decay, eps, bool amsgrad, maximize, Tensor? grad_scale, found_inf) -> (). All five are row-major: made so.
    /// </summary>
    private void Fused(StockParameter p)
    {
        using Tensor step = Aten.scalar(_step, TF_DataType.TF_FLOAT);
        using Tensor gradient = Layout.IsContiguous(p.Gradient!) ? p.Gradient! : Aten.contiguous(p.Gradient!);
        new DispatcherCall("aten::_fused_adam_"u8).AddTensors([p.Value]).AddTensors([gradient]).AddTensors([p.First!]).AddTensors([p.Second!])
            .AddTensors([]).AddTensors([step]).Add(Rate).Add(Beta1).Add(Beta2).Add(0.0).Add(Epsilon).Add(false).Add(false).AddNone().AddNone()
            .InvokeVoid();
    }
}
